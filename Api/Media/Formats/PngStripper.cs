using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// PNG: the chunks that pixels need and those that say how they are shown (colours, animation, size in print) stay, and
/// of eXIf the orientation; all others go, texts and times among them, and what follows the end.
/// </summary>
internal sealed class PngStripper : MetadataStripper
{
    private const int CrcBytes = 4;
    private const int TypeBytes = 4;
    private const byte Ancillary = 0x20; // the first letter of its type is small

    private static readonly HashSet<uint> Shown =
    [
        .. new[]
        {
            "tRNS"u8.ToArray(), "cHRM"u8.ToArray(), "gAMA"u8.ToArray(), "iCCP"u8.ToArray(), "sBIT"u8.ToArray(),
            "sRGB"u8.ToArray(), "cICP"u8.ToArray(),
            "mDCV"u8.ToArray(), "cLLI"u8.ToArray(), "bKGD"u8.ToArray(), "hIST"u8.ToArray(), "pHYs"u8.ToArray(),
            "sPLT"u8.ToArray(), "acTL"u8.ToArray(),
            "fcTL"u8.ToArray(), "fdAT"u8.ToArray(),
        }.Select(type => BinaryPrimitives.ReadUInt32BigEndian(type)),
    ];

    protected override IEnumerable<Step> Strip()
    {
        yield return Copy(8);
        var exifSeen = false;
        while (true)
        {
            yield return Take(8);
            long length = BinaryPrimitives.ReadUInt32BigEndian(Taken);
            if (length > int.MaxValue)
                yield break; // no decoder goes on
            var end = Taken[4..].SequenceEqual("IEND"u8);
            if (Taken[4..].SequenceEqual("eXIf"u8))
            {
                var read = (int)Math.Min(length, MaxTake);
                yield return Take(read);
                if (!exifSeen && MinimalExif.From(Taken) is { } exif)
                    WriteChunk("eXIf"u8, exif);
                exifSeen = true;
                yield return Drop(length - read + CrcBytes);
            }
            else if ((Taken[4] & Ancillary) == 0 || Shown.Contains(BinaryPrimitives.ReadUInt32BigEndian(Taken[4..])))
            {
                Write(Taken);
                yield return Copy(length + CrcBytes);
            }
            else
            {
                yield return Drop(length + CrcBytes);
            }

            if (end)
                yield break;
        }
    }

    private void WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload)
    {
        Span<byte> chunk = stackalloc byte[TypeBytes + TypeBytes + MinimalExif.Bytes + CrcBytes];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)payload.Length);
        type.CopyTo(chunk[4..]);
        payload.CopyTo(chunk[8..]);
        var summed = chunk[TypeBytes..^CrcBytes];
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^CrcBytes..], Crc(summed));
        Write(chunk);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        const uint polynomial = 0xEDB88320;
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * polynomial);
        }

        return ~crc;
    }
}
