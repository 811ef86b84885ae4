using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Auth;

/// <summary>Sign-in by our own tokens; section <c>Auth</c>.</summary>
public sealed class AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>Base64 of the 32-byte root secret, the same for every API node. Without it one is made and kept under <c>Data:Folder</c>.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Life of an access token: short, since it is the longest that a revocation can go unseen by a node that no silo answers. At most a day: revocations are kept for 25 h.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Life of a refresh token after it was issued: how long a device may stay away and still be signed in.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AccessTokenLifetime >= RefreshTokenLifetime)
            yield return new("Auth:AccessTokenLifetime must be shorter than Auth:RefreshTokenLifetime.", [nameof(AccessTokenLifetime)]);
        if (!string.IsNullOrEmpty(SigningKey) && !RootSecret.TryParse(SigningKey, out _))
            yield return new($"Auth:SigningKey must be the base64 of exactly {RootSecret.Length} bytes (openssl rand -base64 {RootSecret.Length}).", [nameof(SigningKey)]);
    }
}

/// <summary>Where this process keeps what it writes to disk; section <c>Data</c>.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>A folder, made when it isn't there; relative to the working directory.</summary>
    [Required]
    public string Folder { get; set; } = "data";
}
