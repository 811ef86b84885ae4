using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// WebP: lossy (<c>VP8 </c>), lossless (<c>VP8L</c>), or extended (<c>VP8X</c>), where an EXIF chunk may follow the
/// pixels.
/// </summary>
internal sealed class WebPParser() : ImageParser(MediaFormat.WebP)
{
    private const int HeaderBytes = 10;
    private const byte HasExif = 0x08;

    protected override IEnumerable<Step> Parse()
    {
        yield return Skip(12);
        yield return Take(8 + HeaderBytes);
        var size = Size;
        if (Taken.StartsWith("VP8 "u8) && Taken[11..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            Sides(U16(14) & 0x3FFF, U16(16) & 0x3FFF);
        }
        else if (Taken.StartsWith("VP8L"u8) && Taken[8] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(Taken[9..]);
            Sides((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }
        else if (Taken.StartsWith("VP8X"u8))
        {
            var exif = (Taken[8] & HasExif) != 0;
            Sides(U24(12) + 1, U24(15) + 1);
            if (exif && size >= HeaderBytes)
                yield return Skip(Padded(size) - HeaderBytes);
            while (exif)
            {
                yield return Take(8);
                size = Size;
                if (Taken.StartsWith("EXIF"u8))
                {
                    yield return Take((int)Math.Min(size, MaxTake));
                    Turned = ExifOrientation.SwapsSides(Taken);
                    yield break;
                }

                yield return Skip(Padded(size));
            }
        }
    }

    private uint Size => BinaryPrimitives.ReadUInt32LittleEndian(Taken[4..]);

    private static long Padded(uint size) => size + (long)(size & 1);

    private int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Taken[at..]);

    private int U24(int at) => Taken[at] | (Taken[at + 1] << 8) | (Taken[at + 2] << 16);
}
