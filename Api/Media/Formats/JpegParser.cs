using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// JPEG: walks the segments up to the frame header (sides), and reads the orientation of the EXIF segment before it.
/// </summary>
internal sealed class JpegParser() : ImageParser(MediaFormat.Jpeg)
{
    /// <summary>The shortest EXIF segment that can hold anything.</summary>
    public const int MinExifBytes = 14;

    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App1 = 0xE1;

    protected override IEnumerable<Step> Parse()
    {
        yield return Skip(2);
        var exifSeen = false;
        while (true)
        {
            yield return Take(2);
            if (Taken[0] != 0xFF)
                yield break;
            var marker = Taken[1];
            while (marker == 0xFF) // fill bytes
            {
                yield return Take(1);
                marker = Taken[0];
            }

            if (marker is StartOfScan or EndOfImage or 0)
                yield break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue; // these have no length
            yield return Take(2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(Taken) - 2;
            if (length < 0)
                yield break;
            if (IsFrame(marker))
            {
                if (length < 5)
                    yield break;
                yield return Take(5);
                Sides(BinaryPrimitives.ReadUInt16BigEndian(Taken[3..]),
                    BinaryPrimitives.ReadUInt16BigEndian(Taken[1..]));
                yield break;
            }

            if (marker == App1 && !exifSeen && length >= MinExifBytes)
            {
                yield return Take(length);
                exifSeen = Taken.StartsWith(ExifOrientation.Marker);
                if (exifSeen)
                    Turned = ExifOrientation.SwapsSides(Taken);
            }
            else
            {
                yield return Skip(length);
            }
        }
    }

    /// <summary>SOF0 to SOF15; between them stand DHT, JPG and DAC.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
