using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>PNG: sides from IHDR, orientation from eXIf, which may stand before or after the pixels.</summary>
internal sealed class PngParser() : ImageParser(MediaFormat.Png)
{
    private const uint Ihdr = 0x49484452;
    private const uint Exif = 0x65584966;
    private const uint Iend = 0x49454E44;
    private const int CrcBytes = 4;

    protected override IEnumerable<Step> Parse()
    {
        yield return Skip(8);
        yield return Take(8);
        if (Length != 13 || Type != Ihdr)
            yield break;
        yield return Take(13);
        Sides(BinaryPrimitives.ReadUInt32BigEndian(Taken), BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]));
        yield return Skip(CrcBytes);
        while (true)
        {
            yield return Take(8);
            if (Type == Iend || Length > int.MaxValue)
                yield break;
            if (Type == Exif)
            {
                yield return Take((int)Math.Min(Length, MaxTake));
                Turned = ExifOrientation.SwapsSides(Taken);
                yield break;
            }

            yield return Skip((long)Length + CrcBytes);
        }
    }

    private uint Length => BinaryPrimitives.ReadUInt32BigEndian(Taken);

    private uint Type => BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]);
}
