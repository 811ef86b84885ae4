using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Reels.Tests.Api.External;

/// <summary>
/// An OpenID Connect provider on loopback: it publishes its keys, and signs any token that a test wants.
/// </summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    public const string Audience = "https://reels.example/api";

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private int _reads;

    private TestAuthority(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public string Url => _app.Urls.Single();

    /// <summary>The issuer in its metadata; its address unless a test sets another.</summary>
    public string? Issuer { get; set; }

    /// <summary>The keys that it publishes. The first one signs.</summary>
    public IReadOnlyList<SecurityKey> Keys { get; set; } = [Rsa()];

    /// <summary>Whether it is unavailable.</summary>
    public bool Unavailable { get; set; }

    /// <summary>Whether it accepts requests and never answers them.</summary>
    public bool Silent { get; set; }

    /// <summary>Number of reads of its keys.</summary>
    public int Reads => _reads;

    public static async Task<TestAuthority> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var authority = new TestAuthority(app, time);
        app.MapGet("/.well-known/openid-configuration", (HttpContext context) => authority.AnswerAsync(context, new
        {
            issuer = authority.Issuer ?? authority.Url,
            jwks_uri = authority.Url + "/jwks",
        }));
        app.MapGet("/jwks", (HttpContext context) =>
        {
            Interlocked.Increment(ref authority._reads);
            return authority.AnswerAsync(context, new { keys = authority.Keys.Select(Published) });
        });
        await app.StartAsync();
        return authority;
    }

    public static SecurityKey Rsa() => new RsaSecurityKey(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    public static SecurityKey Ec() =>
        new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>A valid access token, except for the changes.</summary>
    public string Token(string subject, SigningCredentials? signing = null,
        Action<SecurityTokenDescriptor>? change = null)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer ?? Url,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = subject },
            SigningCredentials = signing
                ?? new(Keys[0],
                    Keys[0] is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, object document)
    {
        if (Silent)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        else if (Unavailable)
            context.Abort();
        else
            await context.Response.WriteAsJsonAsync(document);
    }

    private static object Published(SecurityKey key)
    {
        var jwk = key is RsaSecurityKey rsa
            ? JsonWebKeyConverter.ConvertFromRSASecurityKey(
                new RsaSecurityKey(rsa.Rsa.ExportParameters(false)) { KeyId = key.KeyId })
            : JsonWebKeyConverter.ConvertFromECDsaSecurityKey((ECDsaSecurityKey)key);
        return new
        {
            kid = key.KeyId,
            kty = jwk.Kty,
            use = "sig",
            n = jwk.N,
            e = jwk.E,
            crv = jwk.Crv,
            x = jwk.X,
            y = jwk.Y
        };
    }
}
