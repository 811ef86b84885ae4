using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reels.Api.Cluster;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>Validates access tokens of the external authority, and finds their users.</summary>
internal sealed class ExternalTokens(
    AuthorityKeys keys, ExternalIdentities identities, IOptions<AuthOptions> options,
    ClusterConnection cluster, [FromKeyedServices(Clock.Key)] TimeProvider clock)
{
    /// <summary>Longest subject that OpenID Connect allows, in characters.</summary>
    private const int MaxSubject = 255;

    private static readonly Problem KeysUnavailable = KnownProblems.StoreUnavailable with
    {
        Detail = "The authority's keys are unavailable, so tokens cannot be checked. Send the same request again.",
    };

    /// <summary>Largest accepted difference between the authority's clock and ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Only signatures by a private key. With a shared key, every verifier could create tokens.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>
    /// A valid token has the authority's issuer and our audience, is signed by one of the published keys, and is valid
    /// by the product's clock.
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
    /// Reads the token's key before the token is validated. Without any key a token is neither valid nor invalid, so
    /// the answer is 503.
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
            context.Fail(new RefusedException(KeysUnavailable));
        }
    }

    /// <summary>Replaces the authority's subject by our user, or by a newcomer.</summary>
    public async Task ResolveAsync(TokenValidatedContext context)
    {
        if (context.SecurityToken
            is not JsonWebToken { Subject: { Length: > 0 and <= MaxSubject } subject, Issuer: var issuer })
        {
            context.Fail("No subject.");
            return;
        }

        // An issuer has no line feed, so different pairs never give the same text.
        var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")));
        try
        {
            var claim = await identities.FindAsync(identity, context.HttpContext.RequestAborted) is { } userId
                ? new Claim(JwtRegisteredClaimNames.Sub, userId)
                : new Claim(Newcomer.ClaimType, identity);
            context.Principal = new(
                new ClaimsIdentity([claim], context.Scheme.Name, JwtRegisteredClaimNames.Sub, null));
        }
        catch (Exception exception)
            when (ExceptionProblems.For(exception, cluster)
                is { Status: StatusCodes.Status503ServiceUnavailable } problem)
        {
            cluster.OnFailed(exception);
            context.Fail(new RefusedException(problem));
        }
    }

    private static JsonWebToken? Read(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return new(header[bearer.Length..].Trim());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
