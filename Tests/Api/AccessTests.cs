using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reels.Api.Auth;
using Reels.Api.Http;
using Xunit;

namespace Reels.Tests.Api;

public sealed class AccessTests(AccessTests.App app) : IClassFixture<AccessTests.App>
{
    private const string Ada = "5f0c6f7a9d3e4b21a8c7d6e5f4a3b2c1";

    public sealed class App : FakeTimeApp
    {
        protected override void Map(IEndpointRouteBuilder endpoints)
        {
            var probes = endpoints.MapGroup("/probe").RefuseBadInput();
            probes.MapGet("/needed", (Caller caller) => caller.UserId).RequireToken();
            probes.MapGet("/optional", (Caller? caller) => caller?.UserId ?? "nobody").AllowToken();
            probes.MapGet("/ignored", (Caller? caller) => caller?.UserId ?? "nobody");
            probes.MapPost("/body", (Caller caller, JsonBody<ConventionTests.Probe> body) => body.Value.Name)
                .RequireToken();
        }
    }

    [Fact]
    public async Task A_valid_token_names_the_caller()
    {
        Assert.Equal(Ada, await ReadAsync("/probe/needed", OurToken));
        Assert.Equal(Ada, await ReadAsync("/probe/optional", OurToken));
        Assert.Equal("nobody", await ReadAsync("/probe/optional", null));
        Assert.Equal("nobody", await ReadAsync("/probe/ignored", "rubbish"));
    }

    /// <summary>A token that was valid is remembered, and refused all the same when its time is over.</summary>
    [Fact]
    public async Task A_token_is_refused_from_the_end_of_its_lifetime_on()
    {
        var token = app.Services.GetRequiredService<AccessTokens>().Issue(Ada, "session", TimeSpan.FromMinutes(2));
        for (var use = 0; use < 3; use++)
            Assert.Equal(Ada, await ReadAsync("/probe/needed", token));

        app.FakeTime.Advance(TimeSpan.FromMinutes(2));

        using var answer = await GetAsync("/probe/needed", token);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Fact]
    public async Task A_missing_token_is_unauthenticated_where_one_is_needed()
    {
        using var answer = await GetAsync("/probe/needed", null);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    public static TheoryData<string> BadTokens =>
        new("expired", "unsigned", "audience", "issuer", "key", "algorithm", "cut", "rubbish", "empty", "endless");

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_refused_even_where_a_token_is_optional(string fault)
    {
        foreach (var path in (string[])["/probe/needed", "/probe/optional"])
        {
            using var answer = await GetAsync(path, Bad(fault));

            await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
            Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task A_token_expires_by_the_clock_of_the_product()
    {
        var token = OurToken;
        app.FakeTime.Advance(TimeSpan.FromMinutes(15));

        using var answer = await GetAsync("/probe/needed", token);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
    }

    [Fact]
    public async Task The_token_is_checked_before_the_body()
    {
        using var content = new StringContent("not json", Encoding.UTF8, "text/plain");
        using var answer = await app.Client.PostAsync("/probe/body", content, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private AccessTokens Tokens => app.Services.GetRequiredService<AccessTokens>();

    private string OurToken => Tokens.Issue(Ada, "session");

    private string Bad(string fault)
    {
        var now = app.FakeTime.GetUtcNow().UtcDateTime;
        var key = Tokens.Validation.IssuerSigningKey;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = fault == "issuer" ? "others" : AccessTokens.Issuer,
            Audience = fault == "audience" ? "others" : AccessTokens.Audience,
            IssuedAt = now.AddHours(-1),
            Expires = fault switch { "expired" => now.AddSeconds(-1), "endless" => null, _ => now.AddHours(1) },
            Claims = new Dictionary<string, object> { ["sub"] = Ada, ["sid"] = "session" },
            SigningCredentials = fault switch
            {
                "unsigned" => null,
                "key" => new(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256),
                "algorithm" =>
                    new(new SymmetricSecurityKey(
                        [.. ((SymmetricSecurityKey)key).Key, .. ((SymmetricSecurityKey)key).Key]),
                        SecurityAlgorithms.HmacSha512),
                _ => new(key, SecurityAlgorithms.HmacSha256),
            },
        };
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
        return fault switch { "rubbish" => "rubbish", "empty" => "", "cut" => token[..^5], _ => token };
    }

    private async Task<string> ReadAsync(string path, string? token)
    {
        using var answer = await GetAsync(path, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
