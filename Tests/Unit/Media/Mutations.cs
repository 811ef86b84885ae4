using System.Buffers.Binary;
using System.Globalization;
using CsCheck;

namespace Reels.Tests.Unit.Media;

/// <summary>
/// Mutates valid files: changes bytes and sizes, removes, doubles or moves parts, truncates them, or appends bytes.
/// </summary>
internal static class Mutations
{
    private const int MaxChanges = 8;

    private static readonly Gen<Change> Changes = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Int[0, 80],
        Gen.OneOf(Gen.UInt, Gen.UInt[0, 300],
            Gen.OneOfConst<uint>(0, 1, 7, 8, 0x7F, 0xFE, 0xFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, uint.MaxValue)),
        (kind, at, to, length, value) => new Change(kind, at, to, length, value));

    /// <summary>Number of mutated files per format: <c>REELS_FUZZ_FILES</c>, or 3,000.</summary>
    public static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable("REELS_FUZZ_FILES") ?? "3000",
        CultureInfo.InvariantCulture);

    /// <summary>
    /// Calls the check <see cref="Count"/> times in all, with mutations of each of these files, and with the size of
    /// the pieces in which to read them.
    /// </summary>
    public static void Try(Action<byte[], int> check, params byte[][] files)
    {
        foreach (var file in files)
        {
            var pieces = Gen.OneOf(Gen.Int[1, 80], Gen.Int[1, file.Length]);
            var length = Gen.OneOf(Gen.Const(int.MaxValue), Gen.Const(int.MaxValue), Gen.Int[0, file.Length]);
            Gen.Select(Changes.Array[0, MaxChanges], length, Gen.Byte.Array[0, 40], pieces).Sample(
                (changes, length, tail, pieces) =>
                    check([.. changes.Aggregate(file, Apply).Take(length), .. tail], pieces),
                    iter: Count / files.Length);
        }
    }

    private static byte[] Apply(byte[] file, Change change)
    {
        if (file.Length < 16)
            return file;
        var at = change.At % (file.Length - 4);
        var to = change.To % file.Length;
        var part = file.AsSpan(at, Math.Min(change.Length, file.Length - at)).ToArray();
        var copy = file.ToArray();
        switch (change.Kind)
        {
            case Kind.Byte:
                copy[at] = (byte)change.Value;
                return copy;
            case Kind.BigSize:
                BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at), change.Value);
                return copy;
            case Kind.LittleSize:
                BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), change.Value);
                return copy;
            case Kind.Missing:
                return [.. file[..at], .. file[(at + part.Length)..]];
            default:
                return [.. file[..to], .. part, .. file[to..]];
        }
    }

    private enum Kind
    {
        Byte,
        BigSize,
        LittleSize,
        Missing,
        Doubled,
    }

    private readonly record struct Change(Kind Kind, int At, int To, int Length, uint Value);
}
