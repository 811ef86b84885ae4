namespace Reels.Api.Media;

/// <summary>What a file's content says about itself.</summary>
/// <param name="Format">Found from the content alone.</param>
/// <param name="Width">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="Height">Pixels as shown (orientation applied); null where the file doesn't say.</param>
/// <param name="DurationMs">Milliseconds; null for images and where the file doesn't say.</param>
internal sealed record MediaContent(MediaFormat Format, int? Width = null, int? Height = null, long? DurationMs = null);
