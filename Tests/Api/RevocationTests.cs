using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class RevocationTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string Alive = "200";
    private const string Ended = "401 session_ended";

    [Fact]
    public async Task Signing_out_ends_the_access_token_at_once_and_on_every_node_soon()
    {
        await using var other = await ApiNode.Start(app);
        var ada = await app.SignUp();
        var elsewhere = await SignIn(ada);
        Assert.Equal(Alive, await other.Says(ada.Tokens.Text("accessToken")));
        await SignOut(ada.Tokens);

        Assert.Equal(Ended, await Says(ada.Tokens));
        await Until.True(async () => await other.Says(ada.Tokens.Text("accessToken")) == Ended);
        Assert.Equal(Alive, await Says(elsewhere));
        Assert.Equal(Alive, await other.Says(elsewhere.Text("accessToken")));
    }

    [Fact]
    public async Task An_ended_token_is_refused_where_it_is_optional_too_and_says_that_it_is_invalid()
    {
        var ada = await app.SignUp();
        await SignOut(ada.Tokens);
        using var answer = await ada.Get($"/api/users/{ada.Id}");

        await answer.Problem(HttpStatusCode.Unauthorized, "session_ended");
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_changed_password_ends_the_access_tokens_of_the_other_sign_ins()
    {
        await using var other = await ApiNode.Start(app);
        var ada = await app.SignUp();
        var elsewhere = await SignIn(ada);
        using var changed = await ada.Post("/api/auth/password", new { currentPassword = Member.Password, newPassword = "staple and correct horse" });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);

        Assert.Equal(Ended, await Says(elsewhere));
        Assert.Equal(Alive, await Says(ada.Tokens));
        await Until.True(async () => await other.Says(elsewhere.Text("accessToken")) == Ended);
        Assert.Equal(Alive, await other.Says(ada.Tokens.Text("accessToken")));
    }

    [Fact]
    public async Task A_stolen_refresh_token_used_again_ends_the_access_tokens()
    {
        await using var other = await ApiNode.Start(app);
        var ada = await app.SignUp();
        var second = await Refresh(ada.Tokens);
        var third = await Refresh(second);
        using var reuse = await app.Client.Post("/api/auth/refresh", new { refreshToken = ada.Tokens.Text("refreshToken") });
        await reuse.Problem(HttpStatusCode.Unauthorized, "session_ended");

        Assert.Equal(Ended, await Says(third));
        await Until.True(async () => await other.Says(third.Text("accessToken")) == Ended);
    }

    [Fact]
    public async Task A_node_that_starts_later_knows_before_it_serves()
    {
        var ada = await app.SignUp();
        await SignOut(ada.Tokens);
        await using var late = await ApiNode.Start(app);

        Assert.Equal(Ended, await late.Says(ada.Tokens.Text("accessToken")));
        using var ready = await late.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private Task<string> Says(JsonElement tokens) => ApiNode.Says(app.Client.BaseAddress!, tokens.Text("accessToken"));

    private async Task<JsonElement> SignIn(Member member)
    {
        using var answer = await app.Client.Post("/api/auth/login", new { username = member.Username, password = Member.Password });
        return await answer.Json();
    }

    private async Task<JsonElement> Refresh(JsonElement tokens)
    {
        using var answer = await app.Client.Post("/api/auth/refresh", new { refreshToken = tokens.Text("refreshToken") });
        return await answer.Json();
    }

    private async Task SignOut(JsonElement tokens)
    {
        using var answer = await app.Client.Post("/api/auth/logout", new { refreshToken = tokens.Text("refreshToken") });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
