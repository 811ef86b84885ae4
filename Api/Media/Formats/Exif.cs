using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>Reads and writes the orientation, the only part of EXIF that decides how a picture is shown.</summary>
internal static class Exif
{
    /// <summary>Length of a block with the orientation alone.</summary>
    public const int MinimalBytes = 26;

    private const int OrientationTag = 0x0112;
    private const int EntryBytes = 12;

    public static ReadOnlySpan<byte> Marker => "Exif\0\0"u8;

    /// <summary>
    /// True where the EXIF block turns the picture by a quarter, so that width and height change places.
    /// </summary>
    /// <param name="tiff">The block from the byte order mark on; a leading <c>Exif\0\0</c> is skipped.</param>
    public static bool SwapsSides(ReadOnlySpan<byte> tiff) => ReadOrientation(tiff) is >= 5 and <= 8;

    /// <summary>The same block with the orientation alone.</summary>
    /// <param name="tiff">The block from the byte order mark on; a leading <c>Exif\0\0</c> is skipped.</param>
    /// <returns>Null where the picture is shown as it is stored, so that no block is needed.</returns>
    public static byte[]? Minimize(ReadOnlySpan<byte> tiff) =>
        ReadOrientation(tiff) is >= 2 and <= 8 and var orientation ? Minimal((byte)orientation) : null;

    // Big-endian TIFF with one entry: tag 0x0112, type short, count 1; no further directory.
    public static byte[] Minimal(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    // EXIF numbers orientations from 1 to 8; callers treat any other number as upright, and so null.
    private static int? ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith(Marker))
            tiff = tiff[Marker.Length..];
        if (tiff.Length < 8)
            return null;
        bool little;
        if (tiff.StartsWith("II*\0"u8))
            little = true;
        else if (tiff.StartsWith("MM\0*"u8))
            little = false;
        else
            return null;

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
