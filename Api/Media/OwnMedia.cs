using System.Diagnostics.CodeAnalysis;
using Reels.Api.Auth;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media;

/// <summary>Reads media URLs in bodies: they must be those of the caller's own uploads.</summary>
internal sealed class OwnMedia(MediaKeys keys)
{
    /// <param name="kind">What the upload must have been made for.</param>
    public bool TryFind(string url, Caller caller, MediaKind kind, [NotNullWhen(true)] out MediaItem? item)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return keys.TryReadUrl(url, out item, out var owner) && owner == caller.UserId && item.Kind == kind;
    }

    /// <inheritdoc cref="TryFind"/>
    public bool TryFindImage(string url, Caller caller, MediaKind kind, [NotNullWhen(true)] out MediaItem? item) =>
        TryFind(url, caller, kind, out item) && item.ContentType.StartsWith("image/", StringComparison.Ordinal);
}
