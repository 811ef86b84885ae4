using Xunit;
using static Reels.Tests.Unit.Media.Bytes;
using static Reels.Tests.Unit.Media.Videos;

namespace Reels.Tests.Unit.Media;

public sealed class WebMStripperTests
{
    private const uint Tags = 0x1254C367;
    private static readonly byte[] Start = Element(0x1A45DFA3, Of(Element(0x4286, [1]), Element(0x4282, Text("webm"))));
    private static readonly byte[] Scale = Of(Element(0x2AD7B1, [0x0F, 0x42, 0x40]), Element(0x4489, Big32(0x447A0000)),
        Element(0x4D80, Text("muxer")), Element(0x5741, Text("writer")));
    private static readonly byte[] Tracks = Track();
    private static readonly byte[] Cluster = Element(0x1F43B675, Of(Element(0xE7, [0]), Element(0xA3, Text("frames"))));
    private static readonly byte[] LiveCluster = Of(Id(0x1F43B675), [0xFF], Element(0xE7, [0]), Element(0xAB, [9]),
        Element(0xA3, Text("frames")), Element(0xA0, Element(0xA1, Text("more"))));

    [Fact]
    public void A_video_without_metadata_is_unchanged()
    {
        Stripped.Stays(
            Film(Element(0x114D9B74, new byte[20]), Info(), Tracks, Cluster, Cluster,
                Element(0x1C53BB6B, new byte[40])));
        Stripped.Stays(Live(Info(), Tracks, LiveCluster, LiveCluster));
    }

    [Theory]
    [InlineData(Tags)]
    [InlineData(0x1941A469)] // attachments
    [InlineData(0x1043A770)] // chapters
    [InlineData(0xEC)]
    [InlineData(0x4FFF)]
    public void Tags_attachments_chapters_and_unknown_elements_become_void(uint id)
    {
        foreach (var more in new[] { 0, 500 })
        {
            var found = Element(id,
                Of(Element(0x67C8, Of(Element(0x45A3, Text("LOCATION")), Element(0x4487, Text(Stripped.Secret)))),
                    new byte[more]));
            var hole = Void(found);
            Stripped.Becomes(Film(found, Info(), Tracks, found, Cluster, found),
                Film(hole, Info(), Tracks, hole, Cluster, hole));
            Stripped.Becomes(Live(Info(), Tracks, found, LiveCluster, found, LiveCluster),
                Live(Info(), Tracks, hole, LiveCluster, hole, LiveCluster));
        }
    }

    [Theory]
    [InlineData(0x7BA9)] // title
    [InlineData(0x7384)] // file name
    [InlineData(0x4461)] // date
    [InlineData(0xBF)] // checksum of the original elements
    public void The_segment_info_keeps_its_time_scale_and_duration(uint id)
    {
        var found = Element(id, Text(Stripped.Secret));
        Stripped.Becomes(Film(Info(found), Tracks, Cluster), Film(Info(Void(found)), Tracks, Cluster));
    }

    [Theory]
    [InlineData(0x536E)] // name
    [InlineData(0x258688)] // name of the codec
    [InlineData(0xBF)]
    public void A_track_keeps_everything_but_its_names(uint id)
    {
        var found = Element(id, Text(Stripped.Secret));
        Stripped.Becomes(Film(Info(), Track(found), Cluster), Film(Info(), Track(Void(found)), Cluster));
    }

    [Fact]
    public void Headers_of_any_width_are_read()
    {
        var tags = Of(Id(Tags), [0x01, 0, 0, 0, 0, 0, 0, 18], Text(Stripped.Secret));
        var hole = Of([0xEC, 0x01, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0], new byte[18]);
        Stripped.Becomes(Film(Info(), Tracks, tags, Cluster), Film(Info(), Tracks, hole, Cluster));
        Stripped.Becomes(Film(Info(), Tracks, Of(Id(Tags), [0x80]), Cluster),
            Film(Info(), Tracks, [0xEC, 0x10, 0, 0, 0], Cluster));
    }

    [Fact]
    public void Bytes_after_the_end_are_removed()
    {
        Stripped.Becomes(Of(Film(Info(), Tracks, Cluster), Text("PK\x03\x04" + Stripped.Secret)),
            Film(Info(), Tracks, Cluster));
        Stripped.Becomes(Of(Film(Info(), Tracks), Element(Tags, Text(Stripped.Secret))), Film(Info(), Tracks));
    }

    [Fact]
    public void A_file_ends_where_players_stop()
    {
        var film = Live(Info(), Tracks, LiveCluster);
        foreach (var damage in new byte[][] { Of(Id(Tags), [0xFF]), [0x00], [0xEC, 0x00] })
            Stripped.Becomes(Of(film, damage, Text(Stripped.Secret)), film);
    }

    private static byte[] Film(params byte[][] elements) =>
        Of(Start, Of(Id(0x18538067), [0x01, 0, 0, 0], Big32((uint)elements.Sum(e => e.Length))), Of(elements));

    private static byte[] Live(params byte[][] elements) =>
        Of(Start, Id(0x18538067), [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], Of(elements));

    private static byte[] Track(params byte[][] more) => Element(0x1654AE6B, Element(0xAE, Of(
        Element(0x83, [1]), Element(0x86, Text("V_VP8")),
        Element(0xE0, Of(Element(0xB0, Big16(640)), Element(0xBA, Big16(480)))), Of(more))));

    private static byte[] Info(params byte[][] more) => Element(0x1549A966, Of(Scale, Of(more)));

    /// <summary>A Void element as long as this one; its id and size have up to 8 bytes after the first.</summary>
    private static byte[] Void(byte[] element)
    {
        var id = int.LeadingZeroCount(element[0]) - 23;
        var size = int.LeadingZeroCount(element[id]) - 23;
        var length = element[id..(id + size)];
        length[0] &= (byte)(0x7F >> (size - 1));
        var wide = new byte[id - 1].Concat(length).ToArray();
        wide[0] |= (byte)(0x80 >> (wide.Length - 1));
        return Of([0xEC], wide, new byte[element.Length - 1 - wide.Length]);
    }
}
