namespace Reels.Api.Media;

/// <summary>
/// A file format that may be uploaded. The content alone decides the format. The code is part of media keys, so it
/// never changes.
/// </summary>
internal sealed record MediaFormat
{
    public static readonly MediaFormat Jpeg = new(1, "jpg", "image/jpeg");
    public static readonly MediaFormat Png = new(2, "png", "image/png");
    public static readonly MediaFormat WebP = new(3, "webp", "image/webp");
    public static readonly MediaFormat Gif = new(4, "gif", "image/gif");
    public static readonly MediaFormat Mp4 = new(5, "mp4", "video/mp4");
    public static readonly MediaFormat WebM = new(6, "webm", "video/webm");

    public static readonly IReadOnlyList<MediaFormat> All = [Jpeg, Png, WebP, Gif, Mp4, WebM];

    private MediaFormat(byte code, string extension, string contentType) =>
        (Code, Extension, ContentType) = (code, extension, contentType);

    public byte Code { get; }

    /// <summary>Without the dot.</summary>
    public string Extension { get; }

    public string ContentType { get; }

    public bool IsImage => ContentType.StartsWith("image/", StringComparison.Ordinal);

    public static MediaFormat? ByCode(byte code) => code >= 1 && code <= All.Count ? All[code - 1] : null;
}

/// <summary>Properties of a file, read from its content.</summary>
/// <param name="Format">Format, detected from the content alone.</param>
/// <param name="Width">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="Height">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="DurationMs">Milliseconds; null for images and where the file doesn't say.</param>
internal sealed record MediaContent(MediaFormat Format, int? Width = null, int? Height = null, long? DurationMs = null);
