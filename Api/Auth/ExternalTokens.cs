using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>Access tokens of the external authority: what they must be, and who acts with them.</summary>
internal sealed class ExternalTokens(
    AuthorityKeys keys, ExternalIdentities identities, IOptions<AuthOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider clock)
{
    /// <summary>The longest that OpenID Connect allows.</summary>
    private const int MaxSubject = 255;

    /// <summary>How far the authority's clock may be from ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Signatures by a private key alone: with the others, whoever can check a token could make one.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>
    /// What a token must be: of this authority, for us, signed by one of its published keys, and valid by the product's
    /// clock.
    /// </summary>
    public TokenValidationParameters Validation => new()
    {
        IssuerValidator = (issuer, _, _) => issuer == keys.Known?.Issuer ? issuer
            : throw new SecurityTokenInvalidIssuerException(),
        ValidAudience = options.Value.Audience,
        IssuerSigningKeyResolver = (_, _, keyId, _) => keys.Named(keyId),
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        NameClaimType = JwtRegisteredClaimNames.Sub,
        LifetimeValidator = (notBefore, expires, _, _) =>
            clock.GetUtcNow().UtcDateTime is var now && expires + ClockSkew > now && !(notBefore - ClockSkew > now),
    };

    /// <summary>
    /// Gets the token's key before it is checked. Without any key nothing can be said of a token, not that it is bad
    /// either.
    /// </summary>
    public async Task PrepareAsync(MessageReceivedContext context)
    {
        if (Read(context.Request) is not { } token)
            return;
        if (!Algorithms.Contains(token.Alg))
        {
            context.Fail("Not signed by a private key.");
        }
        else if (!await keys.PrepareAsync(token.Kid, context.HttpContext.RequestAborted))
        {
            context.Fail(
                new RefusedException(
                    KnownProblems.StoreUnavailable with
                    {
                        Detail =
                        "Sign-ins can't be checked at the moment. The same request may be sent again."
                    }));
        }
    }

    /// <summary>Puts the person of ours in the place of the authority's subject.</summary>
    public async Task ResolveAsync(TokenValidatedContext context)
    {
        if (context.SecurityToken
            is not JsonWebToken { Subject: { Length: > 0 and <= MaxSubject } subject, Issuer: var issuer })
        {
            context.Fail("No subject.");
            return;
        }

        // No issuer holds a line feed, so no two pairs run together.
        var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")));
        try
        {
            var claim = await identities.FindAsync(identity, context.HttpContext.RequestAborted) is { } userId
                ? new Claim(JwtRegisteredClaimNames.Sub, userId)
                : new Claim(Newcomer.ClaimType, identity);
            context.Principal = new(
                new ClaimsIdentity([claim], context.Scheme.Name, JwtRegisteredClaimNames.Sub, null));
        }
        catch (Exception exception) when (ExceptionProblems.For(exception) == KnownProblems.StoreUnavailable)
        {
            context.Fail(new RefusedException(KnownProblems.StoreUnavailable));
        }
    }

    private static JsonWebToken? Read(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var sent = request.Headers.Authorization.ToString();
        if (!sent.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return new(sent[bearer.Length..].Trim());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
