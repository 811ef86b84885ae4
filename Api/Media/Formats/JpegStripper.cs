using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// JPEG: of the application segments, what decoders need stays (JFIF, the colour profile, Adobe's colour transform) and
/// the orientation; all others and comments go, wherever they stand. So does what follows the picture: other pictures
/// with metadata of their own (MPF), films, archives.
/// </summary>
internal sealed class JpegStripper : MetadataStripper
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte Comment = 0xFE;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App2 = 0xE2;
    private const byte App14 = 0xEE;
    private const byte App15 = 0xEF;
    private const int SignatureBytes = 12;
    private const int JfifBytes = 14;

    private static ReadOnlySpan<byte> IccProfile => "ICC_PROFILE\0"u8;

    protected override IEnumerable<Step> Strip()
    {
        yield return Copy(2);
        var exifSeen = false;
        while (true)
        {
            // Up to a marker, within a scan and where the file is damaged alike: decoders look for the next one too.
            yield return CopyTo(0xFF);
            yield return Drop(1);
            yield return Take(1);
            while (Taken[0] == 0xFF)
                yield return Take(1); // fill bytes
            var marker = Taken[0];
            if (!HasLength(marker))
            {
                Write([0xFF, marker]);
                if (marker == EndOfImage)
                    yield break;
                continue;
            }

            yield return Take(2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(Taken) - 2;
            if (length < 0)
                yield break; // no decoder goes on
            if (marker == App1 && !exifSeen)
            {
                yield return Take(length);
                exifSeen = length >= JpegParser.MinExifBytes && Taken.StartsWith(ExifOrientation.Marker);
                if (exifSeen && MinimalExif.From(Taken) is { } exif)
                {
                    WriteHeader(App1, ExifOrientation.Marker.Length + exif.Length);
                    Write(ExifOrientation.Marker);
                    Write(exif);
                }
            }
            else if (marker is (>= App0 and <= App15) or Comment)
            {
                var signature = Math.Min(length, SignatureBytes);
                yield return Take(signature);
                var kept = IsNeeded(marker);
                if (kept)
                {
                    // The thumbnail of JFIF follows its first 14 bytes, whose last two are its sides.
                    WriteHeader(marker, marker == App0 ? JfifBytes : length);
                    Write(Taken);
                    if (marker == App0)
                        Write([0, 0]);
                }

                yield return kept && marker != App0 ? Copy(length - signature) : Drop(length - signature);
            }
            else
            {
                WriteHeader(marker, length);
                yield return Copy(length);
            }
        }
    }

    private static bool HasLength(byte marker) => marker is not (0x00 or 0x01 or (>= 0xD0 and <= EndOfImage));

    private bool IsNeeded(byte marker) => marker switch
    {
        App0 => Taken.Length == SignatureBytes && Taken.StartsWith("JFIF\0"u8),
        App2 => Taken.SequenceEqual(IccProfile),
        App14 => Taken.StartsWith("Adobe"u8),
        _ => false,
    };

    private void WriteHeader(byte marker, int length)
    {
        Span<byte> header = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(length + 2));
        Write(header);
    }
}
