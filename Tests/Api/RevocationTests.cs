using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces.Accounts;
using Xunit;

namespace Reels.Tests.Api;

public sealed class RevocationTests(ShiftedTimeApp app) : IClassFixture<ShiftedTimeApp>
{
    private const string Alive = "200";
    private const string Ended = "401 session_ended";

    [Fact]
    public async Task Logout_ends_the_access_token_here_now_and_soon_on_every_node()
    {
        await using var other = await ApiNode.StartAsync(app);
        var ada = await app.SignUpAsync();
        var elsewhere = (await app.SignInAsync(ada)).Tokens;
        Assert.Equal(Alive, await other.GetStatusAsync(ada.Tokens.Text("accessToken")));
        await SignOutAsync(ada.Tokens);

        Assert.Equal(Ended, await GetStatusAsync(ada.Tokens));
        await Until.TrueAsync(async () => await other.GetStatusAsync(ada.Tokens.Text("accessToken")) == Ended);
        Assert.Equal(Alive, await GetStatusAsync(elsewhere));
        Assert.Equal(Alive, await other.GetStatusAsync(elsewhere.Text("accessToken")));
    }

    [Fact]
    public async Task A_revoked_token_is_refused_even_where_a_token_is_optional()
    {
        var ada = await app.SignUpAsync();
        await SignOutAsync(ada.Tokens);
        using var answer = await ada.GetAsync($"/api/users/{ada.Id}");

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_changed_password_ends_access_tokens_of_other_sessions()
    {
        await using var other = await ApiNode.StartAsync(app);
        var ada = await app.SignUpAsync();
        var elsewhere = (await app.SignInAsync(ada)).Tokens;
        using var changed = await ada.PostAsync("/api/auth/password",
            new { currentPassword = Member.Password, newPassword = "staple and correct horse" });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        Assert.Equal(Ended, await GetStatusAsync(elsewhere));
        Assert.Equal(Alive, await GetStatusAsync(ada.Tokens));
        await Until.TrueAsync(async () => await other.GetStatusAsync(elsewhere.Text("accessToken")) == Ended);
        Assert.Equal(Alive, await other.GetStatusAsync(ada.Tokens.Text("accessToken")));
    }

    [Fact]
    public async Task A_stolen_refresh_token_used_again_ends_the_access_tokens()
    {
        await using var other = await ApiNode.StartAsync(app);
        var ada = await app.SignUpAsync();
        var second = await RefreshAsync(ada.Tokens);
        var third = await RefreshAsync(second);
        app.ShiftedTime.Advance(TimeSpan.FromSeconds(61));
        using var reuse = await app.Client.PostAsync("/api/auth/refresh",
            new { refreshToken = ada.Tokens.Text("refreshToken") });
        await reuse.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");

        Assert.Equal(Ended, await GetStatusAsync(third));
        await Until.TrueAsync(async () => await other.GetStatusAsync(third.Text("accessToken")) == Ended);
    }

    [Fact]
    public async Task A_late_node_loads_revocations_before_it_serves()
    {
        var ada = await app.SignUpAsync();
        await SignOutAsync(ada.Tokens);
        await using var late = await ApiNode.StartAsync(app);

        Assert.Equal(Ended, await late.GetStatusAsync(ada.Tokens.Text("accessToken")));
        using var ready = await late.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task The_101st_sign_in_ends_the_one_used_longest_ago()
    {
        await using var other = await ApiNode.StartAsync(app);
        var ada = await app.SignUpAsync();
        app.ShiftedTime.Advance(TimeSpan.FromSeconds(1));
        var second = (await app.SignInAsync(ada)).Tokens;
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        for (var i = 0; i < 98; i++)
        {
            await grains.GetGrain<ISessionGrain>($"{Guid.NewGuid():N}").Start(ada.Id, 0, TimeSpan.FromDays(1));
        }
        Assert.Equal(Alive, await GetStatusAsync(ada.Tokens));
        var last = (await app.SignInAsync(ada)).Tokens;

        using var refresh = await app.Client.PostAsync("/api/auth/refresh",
            new { refreshToken = ada.Tokens.Text("refreshToken") });
        await refresh.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        await Until.TrueAsync(async () => await other.GetStatusAsync(ada.Tokens.Text("accessToken")) == Ended);
        Assert.Equal(Alive, await GetStatusAsync(second));
        Assert.Equal(Alive, await GetStatusAsync(last));
    }

    private Task<string> GetStatusAsync(JsonElement tokens) =>
        ApiNode.GetStatusAsync(app.Client.BaseAddress!, tokens.Text("accessToken"));

    private async Task<JsonElement> RefreshAsync(JsonElement tokens)
    {
        using var answer = await app.Client.PostAsync("/api/auth/refresh",
            new { refreshToken = tokens.Text("refreshToken") });
        return await answer.JsonAsync();
    }

    private async Task SignOutAsync(JsonElement tokens)
    {
        using var answer = await app.Client.PostAsync("/api/auth/logout",
            new { refreshToken = tokens.Text("refreshToken") });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
