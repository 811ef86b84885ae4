using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media;

/// <summary>The <c>Media</c> of the HTTP contract.</summary>
/// <param name="Key">Opaque.</param>
/// <param name="Url">Where the bytes are read, relative.</param>
/// <param name="Kind">What it may be used for.</param>
/// <param name="Type"><c>image</c> or <c>video</c>.</param>
/// <param name="ContentType">MIME type found from the content.</param>
/// <param name="Size">Bytes, as stored.</param>
/// <param name="Width">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="Height">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="DurationMs">Milliseconds; null for images and where the file doesn't say.</param>
internal sealed record UploadedMedia(
    string Key, string Url, MediaKind Kind, string Type, string ContentType, long Size, int? Width, int? Height,
    long? DurationMs)
{
    public static UploadedMedia From(MediaItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new(
            item.Key,
            MediaUrl.Of(item.Key),
            item.Kind,
            item.ContentType.StartsWith("image/", StringComparison.Ordinal) ? "image" : "video",
            item.ContentType,
            item.Size,
            item.Width,
            item.Height,
            item.DurationMs);
    }
}
