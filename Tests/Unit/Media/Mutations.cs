using System.Diagnostics;
using CsCheck;
using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

/// <summary>Files that were valid once.</summary>
internal static class Mutations
{
    private const int Files = 3000;
    private const int Beyond = 64; // a rewritten header or EXIF block more

    /// <summary>Checks that no mutation of a file makes its stripper throw, loop or grow, and that pieces make no difference.</summary>
    public static void Survive(byte[] file)
    {
        var clock = Stopwatch.StartNew();
        var change = Gen.Select(Gen.Int[0, file.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOfConst<byte>(0, 1, 0x7F, 0x80, 0xFE, 0xFF)));
        Gen.Select(change.Array[1, 12], Gen.Int[1, file.Length], Gen.Int[1, 80], Gen.Byte.Array[0, 40]).Sample(
            (changes, length, pieces, tail) =>
            {
                var copy = file.ToArray();
                foreach (var (at, value) in changes) copy[at] = value;
                copy = Of(copy[..length], tail);
                var stripped = Stripped.Of(copy, pieces);
                Assert.InRange(stripped.Length, 0, copy.Length + Beyond);
                Assert.Equal(stripped, Stripped.Of(copy, copy.Length));
            },
            iter: Files);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }
}
