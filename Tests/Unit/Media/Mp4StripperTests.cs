using Xunit;
using static Reels.Tests.Unit.Media.Bytes;
using static Reels.Tests.Unit.Media.Videos;

namespace Reels.Tests.Unit.Media;

public sealed class Mp4StripperTests
{
    private static readonly byte[] Ftyp = Box("ftyp", Text("isom\0\0\0\0mp42"));
    private static readonly byte[] Mdat = Box("mdat", Of(Box("udta", new byte[20]), Text("frames")));
    private static readonly byte[] Place = Box("\xA9xyz", Of(Big16(18), Big16(0x15C7), Text(Stripped.Secret)));
    private static readonly byte[] Xmp = Box("uuid",
        Of([0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC],
            Text("<x/>" + Stripped.Secret)));

    private static readonly byte[] Samples = Of(Big32(1), Big32(2), Big32(100), Big32(7), Big32(8));

    [Fact]
    public void A_video_without_metadata_is_unchanged()
    {
        Stripped.Stays(Of(Ftyp, Movie(), Mdat));
        Stripped.Stays(Of(Ftyp, Mdat, Movie()));
        Stripped.Stays(
            Of(Ftyp, Box("moov", Of(Header(), Box("mvex", Box("trex", new byte[24])))), Fragment(), Mdat, Fragment(),
                Mdat, Box("mfra", new byte[30])));
        Stripped.Stays(Of(Ftyp, Movie(), Big32(1), Text("mdat"), Big64(116), new byte[100]));
        Stripped.Stays(Of(Ftyp, Movie(), Big32(0), Text("mdat"), new byte[100]));
    }

    [Theory]
    [InlineData("\xA9xyz")]
    [InlineData("loci")]
    [InlineData("XMP_")]
    [InlineData("meta")]
    [InlineData("GPMF")]
    [InlineData("smta")]
    [InlineData("\xA9mod")]
    public void User_data_of_videos_tracks_and_fragments_are_removed(string type)
    {
        var data = Box("udta", Of(Box(type, Text("...." + Stripped.Secret)), Big32(0)));
        var free = Free(data);
        foreach (var (with, without) in new[] { (data, free), (Of(data, data), Of(free, free)) })
        {
            Stripped.Becomes(Of(Ftyp, with, Movie(with), Mdat), Of(Ftyp, without, Movie(without), Mdat));
            Stripped.Becomes(Of(Ftyp, Mdat, Movie(Track(with))), Of(Ftyp, Mdat, Movie(Track(without))));
            Stripped.Becomes(Of(Ftyp, Movie(), Fragment(with), Mdat), Of(Ftyp, Movie(), Fragment(without), Mdat));
        }
    }

    [Fact]
    public void Metadata_of_any_vendor_become_free_boxes_of_the_same_size()
    {
        var keys = Box("keys", Of(Big32(0), Big32(1), Box("mdta", Text("com.apple.quicktime.location.ISO6709"))));
        var values = Box("ilst", Box("\0\0\0\x01", Box("data", Of(Big32(1), Big32(0), Text(Stripped.Secret)))));
        var meta = Box("meta", Of(Big32(0), Box("hdlr", new byte[25]), keys, values));
        Stripped.Becomes(Of(Ftyp, meta, Movie(meta, Track(meta)), Mdat),
            Of(Ftyp, Free(meta), Movie(Free(meta), Track(Free(meta))), Mdat));
    }

    [Theory]
    [InlineData("gps ")]
    [InlineData("free")]
    [InlineData("skip")]
    [InlineData("abcd")]
    public void Xmp_padding_and_unknown_boxes_are_removed_everywhere(string type)
    {
        var found = Of(Box(type, Text(Stripped.Secret)), Xmp);
        var free = Of(Free(Box(type, Text(Stripped.Secret))), Free(Xmp));
        Stripped.Becomes(
            Of(Ftyp, found, Movie(found, Track(found)), Fragment(found), Mdat, found),
            Of(Ftyp, free, Movie(free, Track(free)), Fragment(free), Mdat, free));
    }

    [Fact]
    public void Sizes_of_64_bits_and_to_the_end_of_the_file_are_read()
    {
        var wide = Of(Big32(1), Text("meta"), Big64(16 + 18), Text(Stripped.Secret));
        Stripped.Becomes(Of(Ftyp, Movie(wide), wide), Of(Ftyp, Movie(Blanked(wide, 16)), Blanked(wide, 16)));
        foreach (var type in new[] { "meta", "udta", "uuid", "what" })
        {
            var last = Of(Big32(0), Text(type), Text(Stripped.Secret), Mdat);
            Stripped.Becomes(Of(Ftyp, Movie(), Mdat, last), Of(Ftyp, Movie(), Mdat, Blanked(last, 8)));
            Stripped.Becomes(Of(Ftyp, Movie(last), Mdat), Of(Ftyp, Movie(Blanked(last, 8)), Mdat));
        }

        var movie = Of(Big32(0), Text("moov"), Header(), Place);
        Stripped.Becomes(Of(Ftyp, Mdat, movie), Of(Ftyp, Mdat, movie[..^Place.Length], Free(Place)));
    }

    [Fact]
    public void Dates_and_names_of_handlers_become_zeros()
    {
        Assert.Equal(Of(Ftyp, Movie(Track())),
            Stripped.Of(Of(Ftyp, Movie(Track(dates: 0x77, name: "Reels Cam 9\0"))), 9));
        Assert.Equal(Of(Ftyp, Movie(Track(version: 1))),
            Stripped.Of(Of(Ftyp, Movie(Track(version: 1, dates: 0x77, name: "Reels Cam 9\0"))), 9));
    }

    [Theory]
    [InlineData("meta")]
    [InlineData("camm")]
    [InlineData("nrtm")]
    [InlineData("tmcd")]
    [InlineData("text")]
    [InlineData("sbtl")]
    [InlineData("subt")]
    [InlineData("clcp")]
    public void A_track_of_places_motion_or_captions_loses_its_samples(string handler)
    {
        var expected = Of(Ftyp, Movie(Track(handler: handler, samples: 0), Track(), Track(handler: "soun")), Mdat);
        Stripped.Becomes(Of(Ftyp, Movie(Track(handler: handler), Track(), Track(handler: "soun")), Mdat), expected);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 18)]
    public void The_samples_of_such_a_track_become_zeros(bool wide, int size)
    {
        var places = Text(Stripped.Secret);
        byte[] FilmWith(byte[] place, bool first, bool empty = false)
        {
            var mdat = Box("mdat", Of(Text("ab"), place, place, Text("frames"), place, Text("frames")));
            byte[] MovieAt(int at) =>
                Movie(Track(), Captions(wide, size, empty, at + 2, at + 44), Track(handler: "soun"));
            return first ? Of(Ftyp, MovieAt(Ftyp.Length + MovieAt(0).Length + 8), mdat)
                : Of(Ftyp, mdat, MovieAt(Ftyp.Length + 8));
        }

        foreach (var first in new[] { false, true })
        {
            var stripped = Stripped.Of(FilmWith(places, first), 7);
            Assert.Equal(FilmWith(new byte[18], first, empty: true), stripped);
            Assert.Equal(stripped, Stripped.Of(stripped, 4096));
        }
    }

    [Theory]
    [InlineData(0)] // ftyp
    [InlineData(24)] // the header of mdat
    [InlineData(uint.MaxValue)]
    public void Nothing_but_frames_is_blanked(uint at)
    {
        var captions = Captions(false, 18, false, (int)at, (int)at);
        var stripped = Stripped.Of(Of(Ftyp, Mdat, Movie(captions)), 7);
        Assert.Equal(Of(Ftyp, Mdat), stripped[..(Ftyp.Length + Mdat.Length)]);
    }

    [Theory]
    [InlineData("meta")]
    [InlineData("text")]
    public void Fragments_of_such_a_track_lose_their_samples(string handler)
    {
        var movie = Movie(Track(id: 1), Track(handler: handler, id: 2, samples: 0), Track(handler: "soun", id: 3));
        byte[] FilmWith(byte[] samples) =>
            Of(Ftyp, movie, TrackFragment(1, Samples), TrackFragment(2, samples), TrackFragment(3, Samples), Mdat);
        Stripped.Becomes(FilmWith(Samples), FilmWith(new byte[Samples.Length]));
    }

    [Theory]
    [InlineData("qt  ")]
    [InlineData("3gp5")]
    [InlineData("3g2a")]
    public void Brands_of_QuickTime_and_3GP_become_those_of_MP4(string brand)
    {
        foreach (var (compatible, replaced) in new[]
            { ("", ""), ("qt  ", "isom"), ("3gp4iso2qt  mp41", "isomiso2isommp41"), ("qt  ab", "isomab") })
        {
            Stripped.Becomes(
                Of(Box("ftyp", Of(Text(brand), Big32(0x20050300), Text(compatible))), Mdat, Movie(Track())),
                Of(Box("ftyp", Of(Text("mp42"), Big32(0), Text(replaced))), Mdat, Movie(Track())));
        }

        Stripped.Stays(Of(Box("ftyp", Of(Text("isom"), Big32(512), Text("qt  3gp4"))), Mdat, Movie(Track())));
    }

    [Fact]
    public void Paths_of_files_become_zeros()
    {
        var path = Text("/Volumes/Ada/" + Stripped.Secret);
        byte[] References(byte[] path) => Box("dinf", Box("dref", Of(Big32(0), Big32(2), Box("url ", Big32(1)),
            Box("alis", Of(Big32(0), path)))));
        Stripped.Becomes(Of(Ftyp, Movie(Track(dinf: References(path))), Mdat),
            Of(Ftyp, Movie(Track(dinf: References(new byte[path.Length]))), Mdat));
    }

    [Fact]
    public void Places_that_a_camera_writes_between_frames_become_zeros()
    {
        var told = Of(Text("DVID"), Text(Stripped.Secret), [0, 0]);
        var found = Of(Text("DDEDEVC\0\x01"), Big16(told.Length), told);
        var blank = Of(Text("DDEDEVC\0\x01"), Big16(told.Length), new byte[told.Length]);
        var frames = Text("DEV" + "DEVC\0\x01\0\x20not a device" + "frames D");
        Stripped.Becomes(Of(Ftyp, Box("mdat", Of(frames, found, frames, found)), Movie()),
            Of(Ftyp, Box("mdat", Of(frames, blank, frames, blank)), Movie()));
        Stripped.Becomes(Of(Ftyp, Movie(), Box("mdat", found[..^3])), Of(Ftyp, Movie(), Box("mdat", blank[..^3])));
        Stripped.Stays(Of(Ftyp, Movie(), Big32(100), Text("mdat"), Text("cut off in what may be a mark DDEV")));
    }

    [Theory]
    [InlineData("\0\0\0\x05moov")]
    [InlineData("\0\0\0\x01moov\0\0\0\0\0\0\0\x0F")]
    [InlineData("\0\0\0\x01moov\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF")]
    public void After_an_invalid_size_everything_is_blanked(string header)
    {
        var broken = Of(Text(header), Text(Stripped.Secret));
        var blank = Of(Big32(0), Text("free"), new byte[broken.Length - 8]);
        Stripped.Becomes(Of(Ftyp, Movie(), broken), Of(Ftyp, Movie(), blank));
        Stripped.Becomes(Of(Ftyp, Movie(broken), Mdat), Of(Ftyp, Movie(blank), Mdat));
    }

    [Fact]
    public void A_box_larger_than_its_container_ends_with_the_container()
    {
        var large = Of(Big32(1000), Text("udta"), Text(Stripped.Secret));
        Stripped.Becomes(Of(Ftyp, Movie(large), Mdat), Of(Ftyp, Movie(Blanked(large, 8)), Mdat));
        Stripped.Becomes(Of(Ftyp, Movie([1, 2, 3]), Mdat), Of(Ftyp, Movie([0, 0, 0]), Mdat));
    }

    private static byte[] Movie(params byte[][] boxes) => Box("moov", Of(Header(), Of(boxes)));

    private static byte[] Fragment(params byte[][] boxes) =>
        Box("moof",
            Of(Box("mfhd", new byte[8]),
                Box("traf", Of(Box("tfhd", new byte[8]), Box("trun", new byte[40]), Of(boxes))), Of(boxes)));

    /// <summary>A track of captions: two samples in a first chunk, and one in a second.</summary>
    private static byte[] Captions(bool wide, int size, bool empty, params int[] chunks)
    {
        byte[] Table(string type, params byte[][] content) =>
            Box(type, empty ? new byte[content.Sum(part => part.Length)] : Of(content));
        return Box("trak", Box("mdia", Of(
            Box("hdlr", Of(new byte[8], Text("sbtl"), new byte[12])),
            Box("minf", Box("stbl", Of(
                Box("stsd", Text("an entry")),
                Table("stsc", Big32(0), Big32(2), Big32(1), Big32(2), Big32(1), Big32(2), Big32(1), Big32(1)),
                Table("stsz", Big32(0), Big32((uint)size), Big32(3),
                    size > 0 ? [] : Of(Big32(18), Big32(18), Big32(18))),
                Table(wide ? "co64" : "stco", Big32(0), Big32(2),
                    Of([.. chunks.Select(at => wide ? Big64((ulong)at) : Big32((uint)at))]))))))));
    }

    private static byte[] TrackFragment(uint track, byte[] samples) => Box("moof", Of(
        Box("mfhd", new byte[8]),
        Box("traf", Of(Box("tfhd", Of(Big32(0), Big32(track))), Box("trun", samples)))));

    private static byte[] Header() => Box("mvhd", Of(new byte[12], Big32(1000), Big32(2500), new byte[80]));

    private static byte[] Track(params byte[][] boxes) => Track(version: 0, boxes: boxes);

    private static byte[] Track(byte version = 0, byte dates = 0, string name = "\0\0\0\0\0\0\0\0\0\0\0\0",
        string handler = "vide", int samples = 3, uint id = 1, byte[]? dinf = null, params byte[][] boxes)
    {
        var stamp = Enumerable.Repeat(dates, version == 1 ? 16 : 8).ToArray();
        var count = Big32((uint)samples);
        var offsets = samples == 0 ? new byte[12] : Of(Big32(1000), Big32(2000), Big32(3000));
        return Box("trak", Of(
            Box("tkhd", Of([version, 0, 0, 7], stamp, Big32(id), new byte[68])),
            Box("edts", new byte[12]),
            Box("mdia", Of(
                Box("mdhd", Of([version, 0, 0, 0], stamp, new byte[12])),
                Box("hdlr", Of(new byte[8], Text(handler), new byte[12], Text(name))),
                Box("minf", Of(
                    Box("vmhd", new byte[12]),
                    dinf ?? Box("dinf", Box("dref", Of(Big32(0), Big32(1), Box("url ", Big32(1))))),
                    Box("stbl",
                        Of(Box("stsd", Text("an entry")), Box("stsz", Of(Big32(0), Big32(0), count, offsets)),
                            Box("stco", Of(Big32(0), count, offsets)))))))),
            Of(boxes)));
    }

    private static byte[] Free(byte[] box) => Blanked(box, 8);

    private static byte[] Blanked(byte[] box, int header) =>
        Of(box[..4], Text("free"), box[8..header], new byte[box.Length - header]);
}
