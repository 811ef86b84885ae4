using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>Refreshing tokens while sessions can't be read.</summary>
public sealed class RefreshWithoutSessionsTests(RefreshWithoutSessionsTests.App app)
    : IClassFixture<RefreshWithoutSessionsTests.App>
{
    [Fact]
    public async Task The_same_refresh_token_comes_with_five_minutes_of_access()
    {
        var ada = await app.SignUpAsync();
        var token = ada.Tokens.Text("refreshToken");
        app.ShiftedTime.Advance(TimeSpan.FromMinutes(20));
        using (app.Outage())
        {
            var tokens = await RefreshAsync(token);

            Assert.Equal(token, tokens.Text("refreshToken"));
            Assert.Equal(300, tokens.GetProperty("expiresIn").GetInt64());
            Assert.InRange(tokens.GetProperty("refreshExpiresIn").GetInt64(), 29 * 24 * 3600, (30 * 24 * 3600) - 1100);
            Assert.Equal("200", await StatusAsync(tokens));
            app.ShiftedTime.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal("401 invalid_token", await StatusAsync(tokens));
        }

        var rotated = await RefreshAsync(token);
        Assert.NotEqual(token, rotated.Text("refreshToken"));
        Assert.Equal(900, rotated.GetProperty("expiresIn").GetInt64());
    }

    [Fact]
    public async Task A_session_that_has_ended_stays_ended()
    {
        var ada = await app.SignUpAsync();
        var elsewhere = (await app.SignInAsync(ada)).Tokens;
        using var logout = await app.Client.PostAsync("/api/auth/logout",
            new { refreshToken = ada.Tokens.Text("refreshToken") });
        using (app.Outage())
        {
            await AssertRefusedAsync(ada.Tokens, HttpStatusCode.Unauthorized, "session_ended");
            Assert.Equal("200", await StatusAsync(await RefreshAsync(elsewhere.Text("refreshToken"))));
        }
    }

    [Fact]
    public async Task A_token_that_may_outlive_its_revocation_waits()
    {
        var ada = await app.SignUpAsync();
        app.ShiftedTime.Advance(TimeSpan.FromHours(24));
        using (app.Outage())
            await AssertRefusedAsync(ada.Tokens, HttpStatusCode.ServiceUnavailable, "store_unavailable");

        await RefreshAsync(ada.Tokens.Text("refreshToken"));
    }

    [Fact]
    public async Task A_token_that_names_no_user_waits()
    {
        var ada = await app.SignUpAsync();
        var old = RefreshTests.OldForm(app, ada.Tokens.Text("refreshToken").Split('.')[0], 1);
        using (app.Outage())
        {
            using var answer = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken = old });
            await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        }

        await RefreshAsync(old);
    }

    private Task<string> StatusAsync(JsonElement tokens) =>
        ApiNode.GetStatusAsync(app.Client.BaseAddress!, tokens.Text("accessToken"));

    private async Task<JsonElement> RefreshAsync(string refreshToken)
    {
        using var answer = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken });
        return await answer.JsonAsync();
    }

    private async Task AssertRefusedAsync(JsonElement tokens, HttpStatusCode status, string code)
    {
        using var answer = await app.Client.PostAsync("/api/auth/refresh",
            new { refreshToken = tokens.Text("refreshToken") });
        await answer.ProblemAsync(status, code);
    }

    /// <summary>An app whose store of sessions can fail.</summary>
    public sealed class App : ShiftedTimeApp
    {
        private readonly StoreProbe _sessions = new();

        public IDisposable Outage()
        {
            _sessions.Before = (_, _) => throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);
            return new End(this);
        }

        protected override void Compose(WebApplicationBuilder builder)
        {
            var store = builder.Services.Single(service => service.ServiceType == typeof(ISessionStore));
            builder.Services.Replace(ServiceDescriptor.Singleton(services =>
                _sessions.Wrap((ISessionStore)store.ImplementationFactory!(services))));
        }

        private sealed class End(App app) : IDisposable
        {
            public void Dispose() => app._sessions.Before = null;
        }
    }
}
