using System.Diagnostics;
using System.Net;
using Xunit;

namespace Reels.Tests.Api.External;

public sealed class AuthorityUnavailableTests
{
    private sealed class UnavailableAtStart : ExternalApp
    {
        protected override bool StartsUnavailable => true;
    }

    [Fact]
    public async Task No_token_is_judged_before_the_authority_has_answered()
    {
        await using var app = new UnavailableAtStart();
        await app.InitializeAsync();
        var token = app.Authority.Token("ada");

        foreach (var path in (string[])["/probe/needed", "/probe/optional"])
        {
            using var unavailable = await app.GetAsync(path, token);
            await unavailable.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
            Assert.Equal(TimeSpan.FromSeconds(1), unavailable.Headers.RetryAfter?.Delta);
        }

        using var anonymous = await app.GetAsync("/probe/optional", null);
        Assert.Equal(HttpStatusCode.OK, anonymous.StatusCode);
        using var rubbish = await app.GetAsync("/probe/needed", "rubbish");
        await rubbish.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");

        Assert.Equal("down", await HealthAsync(app));
        app.Authority.Unavailable = false;
        app.FakeTime.Advance(TimeSpan.FromSeconds(1));
        await Until.TrueAsync(async () => await HealthAsync(app) == "up");
        using var back = await app.GetAsync("/probe/needed", token);
        await back.ProblemAsync(HttpStatusCode.Forbidden, "profile_required");
    }

    [Fact]
    public async Task A_silent_authority_is_not_waited_for_long()
    {
        await using var app = new ExternalApp();
        await app.InitializeAsync();
        app.Authority.Silent = true;
        var began = Stopwatch.GetTimestamp();
        using var answer = await app.GetAsync("/probe/needed", app.Authority.Token("ada"));

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));

        app.Authority.Silent = false;
        await Until.TrueAsync(async () =>
        {
            app.FakeTime.Advance(TimeSpan.FromSeconds(1));
            using var back = await app.GetAsync("/probe/needed", app.Authority.Token("ada"));
            return back.StatusCode == HttpStatusCode.Forbidden;
        });
    }

    [Fact]
    public async Task The_last_keys_serve_while_the_authority_is_unavailable()
    {
        await using var app = new ExternalApp();
        await app.InitializeAsync();
        using var first = await app.GetAsync("/probe/needed", app.Authority.Token("ada"));
        await first.ProblemAsync(HttpStatusCode.Forbidden, "profile_required");

        app.Authority.Unavailable = true;
        for (var hour = 0; hour < 3; hour++)
        {
            app.FakeTime.Advance(TimeSpan.FromHours(1));
            using var later = await app.GetAsync("/probe/needed", app.Authority.Token("ada"));
            await later.ProblemAsync(HttpStatusCode.Forbidden, "profile_required");
        }
    }

    [Fact]
    public async Task Keys_of_an_authority_with_another_issuer_are_refused()
    {
        await using var app = new ExternalApp();
        await app.InitializeAsync();
        app.Authority.Issuer = "https://other.example";

        using var answer = await app.GetAsync("/probe/needed", app.Authority.Token("ada"));
        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
    }

    private static async Task<string> HealthAsync(ExternalApp app)
    {
        using var answer = await app.GetAsync("/health/ready", null);
        return (await answer.JsonAsync()).GetProperty("stores").Text("Authority");
    }
}
