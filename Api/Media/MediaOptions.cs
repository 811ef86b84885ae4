using System.ComponentModel.DataAnnotations;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media;

/// <summary>A place that keeps media.</summary>
internal enum MediaStoreKind
{
    /// <summary>Files under <c>Data:Folder</c>.</summary>
    Files,

    /// <summary>A bucket of an S3 endpoint.</summary>
    S3,
}

/// <summary>Where media are kept, and where they are read; section <c>Media</c>.</summary>
internal sealed class MediaOptions : IValidatableObject
{
    public const string Section = "Media";

    /// <summary>
    /// The store of media. Default: what <c>Stores</c> says, <c>Files</c> with <c>Embedded</c> and <c>S3</c> with
    /// <c>Real</c>. The one that isn't chosen opens no file and no connection.
    /// </summary>
    public MediaStoreKind? Store { get; set; }

    /// <summary>
    /// Address of a CDN, such as <c>https://cdn.example/media</c>, which serves the objects of the bucket below it
    /// under their keys. Reads of reels and avatars are then answered with a redirect to it; those of stories never
    /// are. Default: none; the API sends all bytes itself.
    /// </summary>
    public string? PublicBaseUrl { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicBaseUrl is not { Length: > 0 } url)
            yield break;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            yield return new($"{Section}:{nameof(PublicBaseUrl)} must be an address with http or https, without a "
                + "query.", [nameof(PublicBaseUrl)]);
        }
    }

    /// <summary>The address at which a CDN serves this object; null where the API sends its bytes.</summary>
    internal string? PublicUrlOf(MediaItem item) =>
        PublicBaseUrl is { Length: > 0 } url && PublicMedia.Contains(item.Kind) ? $"{url.TrimEnd('/')}/{item.Key}"
            : null;
}

/// <summary>Media that don't expire, so that caches and CDNs may keep them: reels and avatars.</summary>
internal static class PublicMedia
{
    /// <summary>
    /// <c>Cache-Control</c> of the bytes. They never change under their key. Shared caches ask again after an hour,
    /// since they may be deleted.
    /// </summary>
    public const string Caching = "public, max-age=31536000, s-maxage=3600, immutable";

    public static bool Contains(MediaKind kind) => kind != MediaKind.Story;

    public static bool Contains(string key) => MediaKeys.Kinds.Any(kind =>
        Contains(kind) && key.StartsWith(MediaKeys.FolderOf(kind) + "/", StringComparison.Ordinal));
}
