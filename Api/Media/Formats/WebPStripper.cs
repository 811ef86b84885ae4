using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// WebP: what pixels need and the colour profile stay. Metadata comes after the pixels, when the sizes before them are
/// written already; so it is blanked where it stands: EXIF becomes one of the orientation alone, XMP and what nobody
/// knows become filler, and all sizes stay true. What follows the end goes.
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
        var end = HeaderBytes + Padded(BinaryPrimitives.ReadUInt32LittleEndian(Taken[4..]));
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
            var size = Math.Min(Padded(BinaryPrimitives.ReadUInt32LittleEndian(Taken[4..])),
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
            else if (IsShown)
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

    private bool IsShown => Taken[..4] is var type
        && (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ALPH"u8)
            || type.SequenceEqual("ICCP"u8)
            || type.SequenceEqual("ANIM"u8));

    /// <summary>An EXIF block as long as the one taken; where even the orientation has no room, it had none.</summary>
    private void WriteOrientation()
    {
        var block = new byte[Taken.Length];
        var exif = MinimalExif.From(Taken) ?? MinimalExif.Of(1);
        exif.AsSpan(0, Math.Min(exif.Length, block.Length)).CopyTo(block);
        Write(block);
    }

    private static long Padded(uint size) => size + (long)(size & 1);
}
