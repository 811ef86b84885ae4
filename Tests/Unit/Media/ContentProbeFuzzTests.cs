using System.Diagnostics;
using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class ContentProbeFuzzTests
{
    private const int AllocatedOnce = 1 << 20;
    private const int AllocatedPerByte = 1000; // for the steps of a file of the smallest pieces

    [Fact]
    public void Mutated_jpegs_harm_nothing() => Survive(Hostile.Jpegs);

    [Fact]
    public void Mutated_pngs_harm_nothing() => Survive(Hostile.Pngs);

    [Fact]
    public void Mutated_gifs_harm_nothing() => Survive(Hostile.Gifs);

    [Fact]
    public void Mutated_webps_harm_nothing() => Survive(Hostile.WebPs);

    [Fact]
    public void Mutated_mp4s_harm_nothing() => Survive(Hostile.Mp4s);

    [Fact]
    public void Mutated_webms_harm_nothing() => Survive(Hostile.WebMs);

    [Fact]
    public void Empty_boxes_and_endless_elements_cost_little()
    {
        var boxes = Of(Videos.Box("ftyp", Text("isom\0\0\0\0")),
            [.. Enumerable.Repeat(Videos.Box("moov", []), 500_000).SelectMany(box => box)]);
        var elements = Of(Videos.WebM(4, 4, live: true),
            [.. Enumerable.Repeat<byte[]>([0xEC, 0x80], 2_000_000).SelectMany(element => element)]);
        var clock = Stopwatch.StartNew();
        ContentProbeTests.Probe(boxes, 65_536);
        ContentProbeTests.Probe(elements, 65_536);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static void Survive(byte[][] files) => Mutations.Try(
        (file, pieces) =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var probe = ContentProbeTests.Feed(file, pieces);
            var found = probe.Found;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0,
                AllocatedOnce + (AllocatedPerByte * (long)file.Length));
            Assert.True(found is not { Width: <= 0 } and not { Height: <= 0 } and not { DurationMs: < 0 });
            Assert.True(found is not null || probe.Refusal.Detail.Length > 0);
            Assert.Equal(found, ContentProbeTests.Probe(file, Math.Max(1, file.Length)));
        },
        files);
}
