using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// WebP: lossy (<c>VP8 </c>), lossless (<c>VP8L</c>), or extended (<c>VP8X</c>); an extended one has the sides first,
/// and an EXIF chunk may follow the pixels.
/// </summary>
internal sealed class WebPParser() : ImageParser(MediaFormat.WebP)
{
    private const int HeaderBytes = 10; // of VP8X
    private const int LossyBytes = 10; // before the pixels
    private const int LosslessBytes = 5;
    private const int FrameBytes = 16; // of ANMF, before its own chunks
    private const byte HasExif = 0x08;

    protected override IEnumerable<Step> Parse()
    {
        yield return Skip(12);
        bool extended = false, exif = false;
        long frameEnd = 0;
        while (!HasPicture || exif)
        {
            yield return Take(8);
            var size = Size;
            var end = Position + Padded(size);
            if (Taken.StartsWith("ANMF"u8) && !HasPicture)
            {
                frameEnd = end;
                yield return Skip(Math.Min(size, FrameBytes));
                continue; // the chunks within follow like any other
            }

            var (lossy, lossless) = (Taken.StartsWith("VP8 "u8), Taken.StartsWith("VP8L"u8));
            var header = lossy ? LossyBytes : LosslessBytes;
            if (Taken.StartsWith("VP8X"u8) && size >= HeaderBytes)
            {
                yield return Take(HeaderBytes);
                (extended, exif) = (true, (Taken[0] & HasExif) != 0);
                SetSides(U24(4) + 1, U24(7) + 1);
            }
            else if ((lossy || lossless) && size > header && !HasPicture)
            {
                yield return Take(header + 1);
                ReadFrame(lossy, extended);
                end = Math.Max(end, frameEnd);
            }
            else if (exif && Taken.StartsWith("EXIF"u8))
            {
                yield return Take((int)Math.Min(size, MaxTake));
                Turned = Exif.SwapsSides(Taken);
                exif = false;
            }

            yield return Skip(end - Position);
        }
    }

    /// <summary>Sides of a frame, which an extended file has told before.</summary>
    private void ReadFrame(bool lossy, bool extended)
    {
        var (width, height) = (0, 0);
        if (lossy && Taken[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            (width, height) = (U16(6) & 0x3FFF, U16(8) & 0x3FFF);
        }
        else if (!lossy && Taken[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(Taken[1..]);
            (width, height) = ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }

        HasPicture = width > 0 && height > 0;
        if (!extended)
            SetSides(width, height);
    }

    private uint Size => BinaryPrimitives.ReadUInt32LittleEndian(Taken[4..]);

    /// <summary>Length of a chunk in the file, which is even.</summary>
    public static long Padded(uint size) => size + (long)(size & 1);

    private int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Taken[at..]);

    private int U24(int at) => Taken[at] | (Taken[at + 1] << 8) | (Taken[at + 2] << 16);
}

/// <summary>
/// WebP: keeps the chunks needed for the pixels, and the colour profile. Metadata comes after the pixels, when the
/// sizes before them are already written, so it is blanked in place: EXIF is replaced by its orientation alone, XMP and
/// unknown chunks become filler, and all sizes stay correct. Removes bytes after the end.
/// </summary>
internal sealed class WebPStripper : MetadataStripper
{
    private const int HeaderBytes = 8;
    private const int FrameBytes = 16; // of ANMF, before its own chunks
    private const byte HasExif = 0x08;
    private const byte HasXmp = 0x04;

    protected override IEnumerable<Step> Strip()
    {
        yield return Take(12);
        Write(Taken);
        var end = HeaderBytes + WebPParser.Padded(BinaryPrimitives.ReadUInt32LittleEndian(Taken[4..]));
        var exifAnnounced = false;
        long frameEnd = 0;
        while (Position + HeaderBytes <= end)
        {
            if (Position < frameEnd && Position + HeaderBytes > frameEnd)
            {
                yield return Blank(frameEnd - Position);
                continue;
            }

            var inFrame = Position < frameEnd;
            yield return Take(HeaderBytes);
            var size = Math.Min(WebPParser.Padded(BinaryPrimitives.ReadUInt32LittleEndian(Taken[4..])),
                (inFrame ? frameEnd : end) - Position);
            if (Taken.StartsWith("VP8X"u8) && size > 0)
            {
                Write(Taken);
                yield return Take(1);
                exifAnnounced = (Taken[0] & HasExif) != 0;
                Write([(byte)(Taken[0] & ~HasXmp)]);
                yield return Copy(size - 1);
            }
            else if (Taken.StartsWith("ANMF"u8) && !inFrame)
            {
                Write(Taken);
                frameEnd = Position + size;
                yield return Copy(Math.Min(size, FrameBytes));
            }
            else if (Taken.StartsWith("EXIF"u8) && exifAnnounced && !inFrame)
            {
                exifAnnounced = false;
                Write(Taken);
                var read = (int)Math.Min(size, MaxTake);
                yield return Take(read);
                WriteOrientation();
                yield return Blank(size - read);
            }
            else if (IsNeeded)
            {
                Write(Taken);
                yield return Copy(size);
            }
            else
            {
                Write("JUNK"u8);
                Write(Taken[4..]);
                yield return Blank(size);
            }
        }

        if (end > Position)
            yield return Blank(end - Position);
    }

    private bool IsNeeded => Taken[..4] is var type
        && (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ALPH"u8)
            || type.SequenceEqual("ICCP"u8)
            || type.SequenceEqual("ANIM"u8));

    /// <summary>
    /// Writes an EXIF block as long as the one taken. A block too short for an orientation didn't have one.
    /// </summary>
    private void WriteOrientation()
    {
        var block = new byte[Taken.Length];
        var exif = Exif.Minimize(Taken) ?? Exif.Minimal(1);
        exif.AsSpan(0, Math.Min(exif.Length, block.Length)).CopyTo(block);
        Write(block);
    }
}
