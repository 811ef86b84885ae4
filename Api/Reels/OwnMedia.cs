using System.Diagnostics.CodeAnalysis;
using Reels.Api.Auth;
using Reels.Api.Media;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Reels;

/// <summary>Reads media URLs in bodies: they must be those of the caller's own uploads.</summary>
public static class OwnMedia
{
    /// <param name="kind">What the upload must have been made for.</param>
    public static bool TryFindOwn(this MediaKeys keys, string url, Caller caller, MediaKind kind, [NotNullWhen(true)] out MediaItem? item)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(caller);
        return keys.TryParseUrl(url, out item, out var owner) && owner == caller.UserId && item.Kind == kind;
    }

    public static bool IsImage(this MediaItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.ContentType.StartsWith("image/", StringComparison.Ordinal);
    }
}
