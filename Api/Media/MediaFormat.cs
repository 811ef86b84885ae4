namespace Reels.Api.Media;

/// <summary>
/// A file format that may be uploaded. The content alone decides the format. The code is part of media keys, so it
/// never changes.
/// </summary>
internal sealed record MediaFormat
{
    public static readonly MediaFormat Jpeg = new(1, "jpg", "image/jpeg", "JPEG");
    public static readonly MediaFormat Png = new(2, "png", "image/png", "PNG");
    public static readonly MediaFormat WebP = new(3, "webp", "image/webp", "WebP");
    public static readonly MediaFormat Gif = new(4, "gif", "image/gif", "GIF");
    public static readonly MediaFormat Mp4 = new(5, "mp4", "video/mp4", "MP4");
    public static readonly MediaFormat WebM = new(6, "webm", "video/webm", "WebM");

    public static readonly IReadOnlyList<MediaFormat> All = [Jpeg, Png, WebP, Gif, Mp4, WebM];

    /// <summary>Content types of accepted uploads: also those of films that are stored as MP4.</summary>
    public static readonly IReadOnlyList<string> AcceptedTypes =
        [.. All.Select(format => format.ContentType), "video/quicktime", "video/3gpp"];

    private MediaFormat(byte code, string extension, string contentType, string title) =>
        (Code, Extension, ContentType, Title) = (code, extension, contentType, title);

    public byte Code { get; }

    /// <summary>Without the dot.</summary>
    public string Extension { get; }

    public string ContentType { get; }

    /// <summary>Name for people.</summary>
    public string Title { get; }

    public bool IsImage => ContentType.StartsWith("image/", StringComparison.Ordinal);

    /// <summary>The content type of an object with this key; null where its name has no known extension.</summary>
    public static string? ContentTypeOf(string key) =>
        All.FirstOrDefault(format => key.EndsWith("." + format.Extension, StringComparison.Ordinal))?.ContentType;

    public static MediaFormat? ByCode(byte code) => code >= 1 && code <= All.Count ? All[code - 1] : null;
}

/// <summary>Properties of a file, read from its content.</summary>
/// <param name="Format">Format, detected from the content alone.</param>
/// <param name="Width">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="Height">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="DurationMs">Milliseconds; null for images and where the file doesn't say.</param>
/// <param name="Video">Codec of the pictures; null for images and where it isn't known.</param>
/// <param name="Audio">Codec of the sound; null where there is none or it isn't known.</param>
internal sealed record MediaContent(
    MediaFormat Format, int? Width = null, int? Height = null, long? DurationMs = null, MediaCodec? Video = null,
    MediaCodec? Audio = null);
