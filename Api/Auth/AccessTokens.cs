using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reels.Api.Secrets;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>Our own access tokens: JWTs with the user and the session, signed with HS256.</summary>
internal sealed class AccessTokens(RootSecret secret, IOptions<AuthOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider clock)
{
    public const string Issuer = "reels";
    public const string Audience = "reels";

    private readonly SymmetricSecurityKey _key = new(secret.KeyFor(RootSecret.Purposes.Jwt));
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public TimeSpan Lifetime => options.Value.AccessTokenLifetime;

    public string Issue(string userId, string sessionId) => Issue(userId, sessionId, Lifetime);

    /// <param name="userId">The subject.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="lifetime">Shorter than <see cref="Lifetime"/> where the store of revocations is
    /// unavailable.</param>
    public string Issue(string userId, string sessionId, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Subject = new ClaimsIdentity(
                [new(JwtRegisteredClaimNames.Sub, userId), new(JwtRegisteredClaimNames.Sid, sessionId)]),
            IssuedAt = now,
            Expires = now + lifetime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>
    /// A valid token has our issuer and audience, is signed with HS256, and is not expired by the product's clock.
    /// </summary>
    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = _key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        NameClaimType = JwtRegisteredClaimNames.Sub,
        LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
    };
}
