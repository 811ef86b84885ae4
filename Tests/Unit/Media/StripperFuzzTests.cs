using System.Buffers;
using Reels.Api.Media;
using Reels.Api.Media.Formats;
using Xunit;

namespace Reels.Tests.Unit.Media;

/// <summary>
/// No stripper throws, loops, keeps more than a segment in memory, or writes more than it read, whatever the file. The
/// size of the pieces makes no difference, and stripping twice gives the same as stripping once.
/// </summary>
public sealed class StripperFuzzTests
{
    private const int Held = 64 * 1024;
    private const int Beyond = 64; // for a rewritten header or EXIF block
    private const int AllocatedOnce = 1 << 20;
    private const int AllocatedPerByte = 1000; // for the steps of a file of the smallest pieces

    [Fact]
    public void Mutated_jpegs_harm_nothing() => Survive(MediaFormat.Jpeg, Hostile.Jpegs);

    [Fact]
    public void Mutated_pngs_harm_nothing() => Survive(MediaFormat.Png, Hostile.Pngs);

    [Fact]
    public void Mutated_webps_harm_nothing() => Survive(MediaFormat.WebP, Hostile.WebPs);

    [Fact]
    public void Mutated_gifs_harm_nothing() => Survive(MediaFormat.Gif, Hostile.Gifs);

    [Fact]
    public void Mutated_mp4s_harm_nothing() => Survive(MediaFormat.Mp4, Hostile.Mp4s);

    [Fact]
    public void Mutated_webms_harm_nothing() => Survive(MediaFormat.WebM, Hostile.WebMs);

    [Fact]
    public void A_file_of_tiny_pieces_ends_at_the_limit_of_steps()
    {
        byte[] restarts = [0xFF, 0xD8,
            .. Enumerable.Repeat<byte[]>([0xFF, 0xD0], 4_000_000).SelectMany(marker => marker)];
        byte[] blocks = [.. Hostile.Gifs[0][..^20],
            .. Enumerable.Repeat<byte[]>([0x21, 0x01, 0], 2_000_000).SelectMany(block => block)];
        Assert.InRange(Strip(MediaFormat.Jpeg, restarts, Held).Length, 500_000, 1_000_000);
        Assert.InRange(Strip(MediaFormat.Gif, blocks, Held).Length, 1, blocks.Length);
        byte[] scan = [0xFF, 0xD8,
            .. Enumerable.Repeat<byte[]>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xFF, 0xD0], 500_000)
            .SelectMany(piece => piece)];
        Assert.Equal(scan, Strip(MediaFormat.Jpeg, scan, Held));
    }

    private static void Survive(MediaFormat format, byte[][] files) => Mutations.Try(
        (file, pieces) =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var stripped = Strip(format, file, pieces);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0,
                AllocatedOnce + (AllocatedPerByte * (long)file.Length));
            Assert.InRange(stripped.Length, 0, file.Length + Beyond);
            Assert.Equal(stripped, Strip(format, file, file.Length));
            Assert.Equal(stripped, Strip(format, stripped, pieces));
        },
        files);

    private static byte[] Strip(MediaFormat format, byte[] file, int pieces)
    {
        var stripper = MetadataStripper.For(format);
        var output = new ArrayBufferWriter<byte>(file.Length + Beyond);
        var given = 0;
        foreach (var piece in file.Chunk(Math.Max(1, pieces)))
        {
            var before = output.WrittenCount;
            stripper.Feed(piece, output);
            given += piece.Length;
            Assert.InRange(output.WrittenCount - before, 0, piece.Length + Held + Beyond);
            Assert.InRange(output.WrittenCount, 0, given + Beyond);
        }

        return Stripped.Finished(stripper, output);
    }
}
