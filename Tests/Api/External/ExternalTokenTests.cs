using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Reels.Api.Auth;
using Xunit;

namespace Reels.Tests.Api.External;

public sealed class ExternalTokenTests(ExternalApp app) : IClassFixture<ExternalApp>
{
    private TestAuthority Authority => app.Authority;

    private static string Subject => Guid.NewGuid().ToString();

    public static TheoryData<string> BadTokens => new(
        "issuer", "audience", "no audience", "expired", "endless", "early", "unsigned", "hs256",
        "hs256 with the public key", "foreign key", "foreign key of that name",
        "no subject", "long subject", "ours", "cut", "rubbish", "empty");

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_refused_even_where_a_token_is_optional(string fault)
    {
        foreach (var path in (string[])["/probe/needed", "/probe/optional", "/api/users/me"])
        {
            using var answer = await app.GetAsync(path, Bad(fault));

            await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
            Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSha512)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    public async Task Signatures_by_a_private_key_are_accepted(string algorithm)
    {
        var key = algorithm.StartsWith("ES", StringComparison.Ordinal) ? TestAuthority.Ec() : TestAuthority.Rsa();
        Publish([.. Authority.Keys, key]);

        await AssertAcceptedAsync(Authority.Token(Subject, new(key, algorithm)));
    }

    [Fact]
    public async Task Tokens_of_several_audiences_or_without_a_key_id_are_accepted() =>
        await Task.WhenAll(
            AssertAcceptedAsync(
                Authority.Token(Subject,
                    change: token =>
                        (token.Audience, token.Claims["aud"]) = (null,
                            new[] { "https://other.example", TestAuthority.Audience }))),
            AssertAcceptedAsync(
                Authority.Token(Subject, new(Unnamed(Authority.Keys[0]), SecurityAlgorithms.RsaSha256))));

    [Fact]
    public async Task The_clock_of_the_authority_may_differ_a_little()
    {
        var now = app.FakeTime.GetUtcNow().UtcDateTime;
        await AssertAcceptedAsync(
            Authority.Token(Subject,
                change: token => (token.NotBefore, token.Expires) = (now.AddSeconds(20), now.AddHours(1))));
        await AssertAcceptedAsync(
            Authority.Token(Subject,
                change: token => (token.NotBefore, token.Expires) = (now.AddHours(-1), now.AddSeconds(-20))));
    }

    [Fact]
    public async Task A_new_key_works_on_first_use_and_a_withdrawn_one_expires()
    {
        var withdrawn = Authority.Keys[0];
        await AssertAcceptedAsync(Authority.Token(Subject));
        Publish([TestAuthority.Rsa()]);

        await AssertAcceptedAsync(Authority.Token(Subject));
        using var late = await app.GetAsync("/probe/needed",
            Authority.Token(Subject, new(withdrawn, SecurityAlgorithms.RsaSha256)));
        await late.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Fact]
    public async Task Unknown_keys_do_not_flood_the_authority_with_reads()
    {
        await AssertAcceptedAsync(Authority.Token(Subject));
        var reads = Authority.Reads;
        for (var i = 0; i < 20; i++)
        {
            using var answer = await app.GetAsync("/probe/needed",
                Authority.Token(Subject, new(TestAuthority.Ec(), SecurityAlgorithms.EcdsaSha256)));
            await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
        }

        Assert.InRange(Authority.Reads - reads, 0, 1);
    }

    private string Bad(string fault)
    {
        var now = app.FakeTime.GetUtcNow().UtcDateTime;
        var key = Authority.Keys[0];
        return fault switch
        {
            "issuer" => Authority.Token(Subject, change: token => token.Issuer = "http://127.0.0.1:1"),
            "audience" => Authority.Token(Subject, change: token => token.Audience = "https://other.example"),
            "no audience" => Authority.Token(Subject, change: token => token.Audience = null),
            "expired" =>
                Authority.Token(Subject,
                    change: token => (token.NotBefore, token.Expires) = (now.AddHours(-1), now.AddSeconds(-31))),
            "endless" => Authority.Token(Subject, change: token => token.Expires = null),
            "early" => Authority.Token(Subject, change: token => token.NotBefore = now.AddSeconds(31)),
            "unsigned" => Authority.Token(Subject, change: token => token.SigningCredentials = null),
            "hs256" => Authority.Token(Subject, Symmetric(new byte[32])),
            "hs256 with the public key" =>
                Authority.Token(Subject,
                    Symmetric(Encoding.ASCII.GetBytes(((RsaSecurityKey)key).Rsa.ExportSubjectPublicKeyInfoPem()))),
            "foreign key" => Authority.Token(Subject, new(TestAuthority.Rsa(), SecurityAlgorithms.RsaSha256)),
            "foreign key of that name" =>
                Authority.Token(Subject,
                    new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = key.KeyId }, SecurityAlgorithms.RsaSha256)),
            "no subject" => Authority.Token(Subject, change: token => token.Claims.Remove("sub")),
            "long subject" => Authority.Token(new string('s', 256)),
            "ours" => app.Services.GetRequiredService<AccessTokens>().Issue($"{Guid.NewGuid():N}", "session"),
            "cut" => Authority.Token(Subject)[..^5],
            "rubbish" => "rubbish",
            _ => "",
        };

        SigningCredentials Symmetric(byte[] secret) =>
            new(new SymmetricSecurityKey(secret) { KeyId = key.KeyId }, SecurityAlgorithms.HmacSha256);
    }

    private static RsaSecurityKey Unnamed(SecurityKey key) => new(((RsaSecurityKey)key).Rsa);

    /// <summary>Publish these keys from now on, and end the pause after which unknown keys are read again.</summary>
    private void Publish(IReadOnlyList<SecurityKey> keys)
    {
        Authority.Keys = keys;
        app.FakeTime.Advance(TimeSpan.FromSeconds(6));
    }

    /// <summary>Check that the token is accepted: its subject is known, and has no profile.</summary>
    private async Task AssertAcceptedAsync(string token)
    {
        using var answer = await app.GetAsync("/probe/needed", token);
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "profile_required");
    }
}
