namespace Reels.Api.Media.Formats;

/// <summary>An EXIF block that says which way up a picture is shown, and nothing else.</summary>
internal static class MinimalExif
{
    public const int Bytes = 26;

    /// <param name="tiff">The file's own EXIF block, from the byte order mark or from <c>Exif\0\0</c> on.</param>
    /// <returns>The block; null where pictures are shown as they are stored.</returns>
    public static byte[]? From(ReadOnlySpan<byte> tiff) =>
        ExifOrientation.Read(tiff) is >= 2 and <= 8 and var orientation ? Of((byte)orientation) : null;

    // Big-endian TIFF, one entry: tag 0x0112, a short, one of it; no further directory.
    public static byte[] Of(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
}
