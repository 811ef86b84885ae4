using System.ComponentModel.DataAnnotations;
using Reels.Api.Secrets;

namespace Reels.Api.Auth;

/// <summary>Sign-in with our own tokens or with those of an external authority; section <c>Auth</c>.</summary>
public sealed class AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>
    /// Base64 of the 32-byte root secret, the same on every API node. Default: none; a secret is created and kept under
    /// <c>Data:Folder</c>.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// Lifetime of an access token. It is short, because a node without a reachable silo may accept a revoked token
    /// until it expires. At most a day, because revocations are kept for 25 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Lifetime of a refresh token. A device that is unused for longer has to sign in again.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Issuer URL of an OpenID Connect provider. Only its access tokens are then accepted; its keys are read from
    /// <c>/.well-known/openid-configuration</c> below this URL. Default: none; Reels signs users in itself.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>
    /// Audience of the authority's tokens for this API; required with <see cref="Authority"/>.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>
    /// Allows an authority on another machine by plain HTTP. An attacker on the network can then sign in as any user.
    /// </summary>
    public bool AllowHttp { get; set; }

    internal bool IsExternal => !string.IsNullOrEmpty(Authority);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AccessTokenLifetime >= RefreshTokenLifetime)
        {
            yield return new("Auth:AccessTokenLifetime must be shorter than Auth:RefreshTokenLifetime.",
                [nameof(AccessTokenLifetime)]);
        }
        if (!string.IsNullOrEmpty(SigningKey) && !RootSecret.TryParse(SigningKey, out _))
        {
            yield return new(
                $"Auth:SigningKey must be the base64 of exactly {RootSecret.Length} bytes "
                    + $"(openssl rand -base64 {RootSecret.Length}).",
                [nameof(SigningKey)]);
        }
        if (IsExternal && AuthorityError() is { } error)
            yield return new(error, [nameof(Authority)]);
        if (IsExternal == string.IsNullOrWhiteSpace(Audience))
            yield return new("Auth:Authority and Auth:Audience must be set together, or neither.", [nameof(Audience)]);
    }

    private string? AuthorityError()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return "Auth:Authority must be the https URL of an OpenID Connect provider.";
        }
        if (url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0)
            return "Auth:Authority must consist of a scheme, a host and a path, and nothing else.";
        return url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !AllowHttp
            ? "Auth:Authority must be https, or Auth:AllowHttp must be set."
            : null;
    }
}
