using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// PNG: sides from IHDR, pixels in IDAT, orientation from eXIf, which may come before or after the pixels.
/// </summary>
internal sealed class PngParser() : ImageParser(MediaFormat.Png)
{
    private const uint Ihdr = 0x49484452;
    private const uint ExifChunk = 0x65584966;
    private const uint Idat = 0x49444154;
    private const uint Iend = 0x49454E44;
    private const int CrcBytes = 4;

    protected override IEnumerable<Step> Parse()
    {
        yield return Skip(8);
        yield return Take(8);
        if (Length != 13 || Type != Ihdr)
            yield break;
        yield return Take(13);
        SetSides(BinaryPrimitives.ReadUInt32BigEndian(Taken), BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]));
        yield return Skip(CrcBytes);
        var exifSeen = false;
        while (true)
        {
            yield return Take(8);
            if (Type == Iend || Length > int.MaxValue)
                yield break;
            var (length, read) = (Length, 0);
            if (Type == ExifChunk && !exifSeen)
            {
                read = (int)Math.Min(length, MaxTake);
                yield return Take(read);
                Turned = Exif.SwapsSides(Taken);
                exifSeen = true;
            }
            else if (Type == Idat && length > 0)
            {
                read = 1;
                yield return Take(read);
                HasPicture = true;
            }

            yield return Skip(length - read + CrcBytes);
        }
    }

    private uint Length => BinaryPrimitives.ReadUInt32BigEndian(Taken);

    private uint Type => BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]);
}

/// <summary>
/// PNG: keeps the chunks needed for the pixels and for showing them (colours, animation, print size), and the
/// orientation of eXIf. Removes all others, among them texts and times, and bytes after the end.
/// </summary>
internal sealed class PngStripper : MetadataStripper
{
    private const int CrcBytes = 4;
    private const int TypeBytes = 4;
    private const byte Ancillary = 0x20; // the first letter of the type is lower case

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
                yield break; // decoders stop here
            var end = Taken[4..].SequenceEqual("IEND"u8);
            if (Taken[4..].SequenceEqual("eXIf"u8))
            {
                var read = (int)Math.Min(length, MaxTake);
                yield return Take(read);
                if (!exifSeen && Exif.Minimize(Taken) is { } exif)
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
        Span<byte> chunk = stackalloc byte[TypeBytes + TypeBytes + Exif.MinimalBytes + CrcBytes];
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
