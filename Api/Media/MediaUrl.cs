namespace Reels.Api.Media;

/// <summary>Where a media key is read: <c>/api/media/{key}</c>, relative, compared as text.</summary>
internal static class MediaUrl
{
    public const string Prefix = "/api/media/";

    public static string Of(string key) => Prefix + key;

    /// <summary>The key in a media URL; null where the text isn't one.</summary>
    public static string? ToKey(string? url) =>
        url is not null && url.StartsWith(Prefix, StringComparison.Ordinal) ? url[Prefix.Length..] : null;
}
