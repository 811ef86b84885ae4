namespace Reels.Grains.Interfaces.Media;

/// <summary>The kind of post that an upload may be used in; part of its key.</summary>
public enum MediaKind
{
    Reel = 0,
    Story = 1,
    Avatar = 2,
}

/// <summary>One stored upload, as described by its self-certifying key. Grains carry this, never the bytes.</summary>
/// <param name="Key">Object key in the media store, such as <c>reels/{fileId}.jpg</c>.</param>
/// <param name="Kind">The kind of post that it may be used in.</param>
/// <param name="ContentType">MIME type, detected from the content.</param>
/// <param name="Size">Bytes, as stored.</param>
/// <param name="Width">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="Height">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="DurationMs">Milliseconds; null for images and where the file doesn't say.</param>
/// <param name="UploadedAt">When the upload was accepted, UTC, whole milliseconds.</param>
/// <param name="VideoCodec">Codec of the pictures of a film, such as <c>h264</c>; null where it isn't known.</param>
/// <param name="AudioCodec">Codec of the sound, such as <c>aac</c>; null where there is none or it isn't known.</param>
[GenerateSerializer, Immutable, Alias("MediaItem")]
public sealed record MediaItem(
    [property: Id(0)] string Key,
    [property: Id(1)] MediaKind Kind,
    [property: Id(2)] string ContentType,
    [property: Id(3)] long Size,
    [property: Id(4)] int? Width,
    [property: Id(5)] int? Height,
    [property: Id(6)] long? DurationMs,
    [property: Id(7)] DateTimeOffset UploadedAt,
    [property: Id(8)] string? VideoCodec = null,
    [property: Id(9)] string? AudioCodec = null);
