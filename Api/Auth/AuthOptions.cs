using System.ComponentModel.DataAnnotations;
using Reels.Api.Secrets;

namespace Reels.Api.Auth;

/// <summary>Sign-in, by our own tokens or by those of an external authority; section <c>Auth</c>.</summary>
public sealed class AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>
    /// Base64 of the 32-byte root secret, the same for every API node. Without it one is made and kept under
    /// <c>Data:Folder</c>.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>
    /// Life of an access token: short, since it is the longest that a revocation can go unseen by a node that no silo
    /// answers. At most a day: revocations are kept for 25 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Life of a refresh token after it was issued: how long a device may stay away and still be signed in.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Issuer URL of an OpenID Connect provider, whose access tokens are then the only ones taken; none: we sign people
    /// in ourselves. Its keys are read from <c>/.well-known/openid-configuration</c> below it.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>
    /// What the authority's tokens for this API have as their audience; needed with <see cref="Authority"/>.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>
    /// Takes an authority by plain HTTP that is not on this machine: whoever is in between can then sign in as anybody.
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
                $"Auth:SigningKey must be the base64 of exactly {RootSecret.Length} bytes (openssl rand -base64 {RootSecret.Length}).", [nameof(SigningKey)]);
        }
        if (IsExternal && WrongWithAuthority() is { } wrong)
            yield return new(wrong, [nameof(Authority)]);
        if (IsExternal == string.IsNullOrWhiteSpace(Audience))
            yield return new("Auth:Authority and Auth:Audience are set together, or neither is.", [nameof(Audience)]);
    }

    private string? WrongWithAuthority()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return "Auth:Authority must be the https URL of an OpenID Connect provider.";
        }
        if (url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0)
            return "Auth:Authority has a scheme, a host and a path, and nothing else.";
        return url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !AllowHttp
            ? "Auth:Authority must be https, or Auth:AllowHttp be set."
            : null;
    }
}
