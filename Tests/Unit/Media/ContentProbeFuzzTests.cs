using System.Diagnostics;
using CsCheck;
using Reels.Api.Media.Probe;
using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class ContentProbeFuzzTests
{
    private const int Files = 3000;

    [Fact]
    public void A_mutated_jpeg_harms_nothing() => Survives(Pictures.Jpeg(640, 480, 6));

    [Fact]
    public void A_mutated_png_harms_nothing() => Survives(Pictures.Png(640, 480, 6));

    [Fact]
    public void A_mutated_gif_harms_nothing() => Survives(Pictures.Gif(640, 480));

    [Fact]
    public void A_mutated_webp_harms_nothing()
    {
        Survives(Pictures.WebPExtended(640, 480, 6));
        Survives(Pictures.WebPLossless(640, 480));
        Survives(Pictures.WebPLossy(640, 480));
    }

    [Fact]
    public void A_mutated_mp4_harms_nothing() => Survives(Videos.Mp4(640, 480, wide: true));

    [Fact]
    public void A_mutated_webm_harms_nothing() => Survives(Videos.WebM(640, 480, live: true));

    [Fact]
    public void Boxes_without_content_and_elements_without_end_cost_little()
    {
        var boxes = Of(Videos.Box("ftyp", Text("isom\0\0\0\0")), [.. Enumerable.Repeat(Videos.Box("moov", []), 500_000).SelectMany(box => box)]);
        var elements = Of(Videos.WebM(4, 4, live: true), [.. Enumerable.Repeat<byte[]>([0xEC, 0x80], 2_000_000).SelectMany(element => element)]);
        var clock = Stopwatch.StartNew();
        ContentProbeTests.Probe(boxes, 65_536);
        ContentProbeTests.Probe(elements, 65_536);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static void Survives(byte[] file)
    {
        var change = Gen.Select(Gen.Int[0, file.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOfConst<byte>(0, 1, 0x7F, 0x80, 0xFF)));
        var mutated = Gen.Select(change.Array[1, 12], Gen.Int[0, file.Length], Gen.Int[1, 80], Gen.Byte.Array[0, 40]);
        mutated.Sample(
            (changes, length, pieces, tail) =>
            {
                var copy = file.ToArray();
                foreach (var (at, value) in changes) copy[at] = value;
                var probe = new ContentProbe();
                foreach (var piece in Of(copy[..length], tail).Chunk(pieces)) probe.Feed(piece);
                Assert.True(probe.Found is not { Width: <= 0 } and not { Height: <= 0 } and not { DurationMs: < 0 });
            },
            iter: Files);
    }
}
