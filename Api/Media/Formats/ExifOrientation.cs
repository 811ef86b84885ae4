using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>The one thing of EXIF that matters for how a picture is shown.</summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;
    private const int EntryBytes = 12;

    public static ReadOnlySpan<byte> Marker => "Exif\0\0"u8;

    /// <summary>
    /// True where the EXIF block turns the picture by a quarter, so that width and height change places.
    /// </summary>
    /// <param name="tiff">From the byte order mark on; a leading <c>Exif\0\0</c> is passed over.</param>
    public static bool SwapsSides(ReadOnlySpan<byte> tiff) => Read(tiff) is >= 5 and <= 8;

    /// <summary>
    /// The orientation as EXIF numbers it, 1 to 8; null where it isn't said. Any other number counts as upright, too.
    /// </summary>
    /// <param name="tiff">From the byte order mark on; a leading <c>Exif\0\0</c> is passed over.</param>
    public static int? Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith(Marker))
            tiff = tiff[Marker.Length..];
        if (tiff.Length < 8)
            return null;
        bool little;
        if (tiff.StartsWith("II*\0"u8)) little = true;
        else if (tiff.StartsWith("MM\0*"u8)) little = false;
        else return null;

        var directory = U32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return null;
        var entries = tiff[(int)directory..];
        var count = U16(entries, little);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= EntryBytes; i++, entries = entries[EntryBytes..])
        {
            if (U16(entries, little) == OrientationTag)
                return U16(entries[8..], little);
        }

        return null;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
