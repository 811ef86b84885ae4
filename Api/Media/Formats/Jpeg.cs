using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// JPEG: sides from the frame header, orientation from the EXIF segment before it, and then a scan with pixels. Bytes
/// between segments are skipped, as decoders do.
/// </summary>
internal sealed class JpegParser() : ImageParser(MediaFormat.Jpeg)
{
    /// <summary>Length of the shortest EXIF segment with any content.</summary>
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
            yield return SkipTo(0xFF);
            yield return Skip(1);
            yield return Take(1);
            while (Taken[0] == 0xFF)
                yield return Take(1); // fill bytes
            var marker = Taken[0];
            if (marker == EndOfImage)
                yield break;
            if (!HasLength(marker))
                continue;
            yield return Take(2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(Taken) - 2;
            if (length < 0)
                yield break;
            if (IsFrame(marker) && !HasSides)
            {
                if (length < 5)
                    yield break;
                yield return Take(5);
                SetSides(BinaryPrimitives.ReadUInt16BigEndian(Taken[3..]),
                    BinaryPrimitives.ReadUInt16BigEndian(Taken[1..]));
                yield return Skip(length - 5);
            }
            else if (marker == App1 && !exifSeen && length >= MinExifBytes)
            {
                yield return Take(length);
                exifSeen = Taken.StartsWith(Exif.Marker);
                if (exifSeen)
                    Turned = Exif.SwapsSides(Taken);
            }
            else
            {
                yield return Skip(length);
            }

            if (marker != StartOfScan)
                continue;
            yield return Take(2);
            HasPicture = Taken[0] != 0xFF || !HasLength(Taken[1]) && Taken[1] != EndOfImage;
            yield break;
        }
    }

    /// <summary>False for the markers that stand alone.</summary>
    public static bool HasLength(byte marker) => marker is not (0x00 or 0x01 or (>= 0xD0 and <= EndOfImage));

    /// <summary>SOF0 to SOF15, without DHT, JPG and DAC, which have numbers in between.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}

/// <summary>
/// JPEG: of the application segments, keeps those that decoders need (JFIF, the colour profile, Adobe's colour
/// transform) and the orientation. Removes all others and comments, wherever they are, and everything after the
/// picture: other pictures with their own metadata (MPF), videos, archives.
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
            // Copies up to a marker, both within a scan and in a damaged file: decoders search for the next one, too.
            yield return CopyTo(0xFF);
            yield return Drop(1);
            yield return Take(1);
            while (Taken[0] == 0xFF)
                yield return Take(1); // fill bytes
            var marker = Taken[0];
            if (!JpegParser.HasLength(marker))
            {
                Write([0xFF, marker]);
                if (marker == EndOfImage)
                    yield break;
                continue;
            }

            yield return Take(2);
            var length = BinaryPrimitives.ReadUInt16BigEndian(Taken) - 2;
            if (length < 0)
                yield break; // decoders stop here
            if (marker == App1 && !exifSeen)
            {
                yield return Take(length);
                exifSeen = length >= JpegParser.MinExifBytes && Taken.StartsWith(Exif.Marker);
                if (exifSeen && Exif.Minimize(Taken) is { } exif)
                {
                    WriteHeader(App1, Exif.Marker.Length + exif.Length);
                    Write(Exif.Marker);
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
                    // JFIF's thumbnail follows the first 14 bytes; the last two of them are its sides.
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
