using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

/// <summary>Files in the layouts of cameras, phones and editors (<c>Samples/README.md</c>).</summary>
public sealed class SampleTests
{
    // Places as text, as ISO 6709, as EXIF degrees (both byte orders) and as fixed point numbers of loci; dates; the
    // start of XMP and of IPTC.
    private static readonly byte[][] Secrets =
    [
        Text("52.5"), Text("52,31"), Of(Big32(52), Big32(1)), Of(Little32(52), Little32(1)), Big32(0x0034_851E),
        Text("2024:05:05"), Text("2024-05-05"),
        Big32((uint)(new DateTime(2024, 5, 5, 12, 0, 0, DateTimeKind.Utc) - new DateTime(1904, 1, 1, 0, 0, 0,
            DateTimeKind.Utc)).TotalSeconds),
        Text("x:xmpmeta"), Text("ns.adobe.com"), Text("Photoshop 3.0"), Text("quicktime"), Text("LOCATION"),
        Text("MPF\0"),
    ];

    private static readonly ConcurrentDictionary<string, byte[]> Files = [];

    [Theory]
    [InlineData("camera.jpg", 60, 80)]
    [InlineData("two-pictures.jpg", 60, 80)]
    [InlineData("xmp-extended.jpg.gz", 80, 60)]
    [InlineData("camera.png", 60, 80)]
    [InlineData("camera.webp", 60, 80)]
    [InlineData("note.gif", 32, 24)]
    [InlineData("phone.mp4", 32, 24, 600L)]
    [InlineData("edited.mp4", 32, 24, 600L)]
    [InlineData("fragmented.mp4", 32, 24)]
    [InlineData("keys.mp4", 32, 24, 600L)]
    [InlineData("iphone.mov", 32, 24, 600L)]
    [InlineData("iphone-hevc.mov", 32, 24, 600L)]
    [InlineData("phone.3gp", 32, 24, 600L)]
    [InlineData("drone.mp4", 32, 24, 600L)]
    [InlineData("tagged.webm", 32, 24, 608L)]
    public void Place_time_and_author_are_removed_and_the_rest_looks_the_same(string name, int width, int height,
        long? durationMs = null)
    {
        var file = Read(name);
        Assert.Contains(Secrets, secret => Holds(file, secret));
        var stripped = Stripped.Of(file, 1000);
        Assert.All(Secrets, secret => Assert.False(Holds(stripped, secret), Encoding.Latin1.GetString(secret)));
        foreach (var content in new[] { Stripped.Shown(file), Stripped.Shown(stripped) })
            Assert.Equal((width, height, durationMs), (content?.Width, content?.Height, content?.DurationMs));

        foreach (var pieces in new[] { 1, 7, 4096, file.Length })
            Assert.Equal(stripped, Stripped.Of(file, pieces));
        Assert.Equal(stripped, Stripped.Of(stripped, 1000));
    }

    [Theory]
    [InlineData("camera.jpg", "\xFF\xDA", 600)]
    [InlineData("two-pictures.jpg", "\xFF\xDA", 600)]
    [InlineData("xmp-extended.jpg.gz", "\xFF\xDA", 600)]
    [InlineData("camera.png", "IDAT", 400)]
    [InlineData("camera.webp", "VP8 ", 900)]
    [InlineData("note.gif", ",\0\0\0\0", 20)]
    [InlineData("phone.mp4", "mdat", 1000)]
    [InlineData("edited.mp4", "mdat", 1000)]
    [InlineData("fragmented.mp4", "mdat", 500)]
    [InlineData("keys.mp4", "mdat", 1000)]
    [InlineData("iphone.mov", "mdat", 1000)]
    [InlineData("iphone-hevc.mov", "mdat", 1000)]
    [InlineData("phone.3gp", "mdat", 1000)]
    [InlineData("drone.mp4", "mdat", 200)]
    [InlineData("tagged.webm", "\x1F\x43\xB6\x75", 1000)]
    public void Pixels_are_kept(string name, string marker, int bytes)
    {
        var file = Read(name);
        var at = file.AsSpan().LastIndexOf(Text(marker));
        Assert.True(Holds(Stripped.Of(file, 1000), file[at..Math.Min(file.Length, at + bytes)]));
    }

    [Theory]
    [InlineData("camera.jpg", "own matrix profile")]
    [InlineData("two-pictures.jpg", "own matrix profile")]
    [InlineData("camera.png", "iCCP")]
    [InlineData("camera.webp", "own matrix profile")]
    [InlineData("note.gif", "NETSCAPE2.0")]
    public void Colours_and_loops_are_kept(string name, string text) =>
        Assert.True(Holds(Stripped.Of(Read(name), 1000), Text(text)));

    [Theory]
    [InlineData("camera.jpg")]
    [InlineData("two-pictures.jpg")]
    public void The_first_of_several_pictures_is_kept(string name)
    {
        Assert.True(Holds(Read(name)[3..], [0xFF, 0xD8, 0xFF]));
        Assert.False(Holds(Stripped.Of(Read(name), 1000)[3..], [0xFF, 0xD8, 0xFF]));
    }

    [Theory]
    [InlineData("phone.mp4")]
    [InlineData("edited.mp4")]
    [InlineData("fragmented.mp4")]
    [InlineData("keys.mp4")]
    [InlineData("iphone.mov")]
    [InlineData("drone.mp4")]
    [InlineData("tagged.webm")]
    [InlineData("camera.webp")]
    public void Formats_with_offsets_keep_their_size(string name) =>
        Assert.Equal(Read(name).Length, Stripped.Of(Read(name), 1000).Length);

    [Theory]
    [InlineData("phone.mp4", "h264", "aac")]
    [InlineData("fragmented.mp4", "h264", "aac")]
    [InlineData("iphone.mov", "h264", "aac")]
    [InlineData("iphone-hevc.mov", "hevc", "aac")]
    [InlineData("phone.3gp", "h264", "aac")]
    [InlineData("drone.mp4", "h264", null)]
    [InlineData("tagged.webm", "vp8", "opus")]
    public void Films_have_their_codecs_and_become_mp4_or_stay_webm(string name, string video, string? audio)
    {
        var stripped = Stripped.Of(Read(name), 1000);
        var content = Stripped.Shown(stripped)!;
        Assert.Equal((video, audio), (content.Video?.Name, content.Audio?.Name));
        Assert.False(Holds(stripped[..32], Text("qt  ")) || Holds(stripped[..32], Text("3gp")));
    }

    private static bool Holds(byte[] file, byte[] part) => file.AsSpan().IndexOf(part) >= 0;

    private static byte[] Read(string name) => Files.GetOrAdd(name, Load);

    private static byte[] Load(string name)
    {
        using var resource = typeof(SampleTests).Assembly.GetManifestResourceStream("Samples/" + name)
            ?? throw new FileNotFoundException(name);
        using Stream content = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(resource, CompressionMode.Decompress)
            : resource;
        using var file = new MemoryStream();
        content.CopyTo(file);
        return file.ToArray();
    }
}
