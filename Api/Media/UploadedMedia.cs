using System.Diagnostics.CodeAnalysis;
using Reels.Api.Auth;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media;

/// <summary>The <c>Media</c> of the HTTP contract.</summary>
/// <param name="Key">Opaque key.</param>
/// <param name="Url">Relative URL of the bytes.</param>
/// <param name="Kind">Kind of thing that may use it.</param>
/// <param name="Type"><c>image</c> or <c>video</c>.</param>
/// <param name="ContentType">MIME type, detected from the content.</param>
/// <param name="Size">Bytes, as stored.</param>
/// <param name="Width">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="Height">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="DurationMs">Milliseconds; null for images and where the file doesn't say.</param>
/// <param name="VideoCodec">
/// Codec of a video's pictures, such as <c>h264</c>, <c>hevc</c>, <c>vp9</c> or <c>av1</c>; null where the file doesn't
/// say.
/// </param>
/// <param name="AudioCodec">
/// Codec of a video's sound, such as <c>aac</c> or <c>opus</c>; null without sound and where the file doesn't say.
/// </param>
internal sealed record UploadedMedia(
    string Key, string Url, MediaKind Kind, string Type, string ContentType, long Size, int? Width, int? Height,
    long? DurationMs, string? VideoCodec, string? AudioCodec)
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
            item.DurationMs,
            item.VideoCodec,
            item.AudioCodec);
    }
}

/// <summary>Reads media URLs in request bodies: only those of the caller's own uploads are accepted.</summary>
internal sealed class OwnMedia(MediaKeys keys)
{
    /// <param name="kind">Kind that the upload must have.</param>
    public bool TryFind(string url, Caller caller, MediaKind kind, [NotNullWhen(true)] out MediaItem? item)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return keys.TryReadUrl(url, out item, out var owner) && owner == caller.UserId && item.Kind == kind;
    }

    /// <inheritdoc cref="TryFind"/>
    public bool TryFindImage(string url, Caller caller, MediaKind kind, [NotNullWhen(true)] out MediaItem? item) =>
        TryFind(url, caller, kind, out item) && item.ContentType.StartsWith("image/", StringComparison.Ordinal);
}
