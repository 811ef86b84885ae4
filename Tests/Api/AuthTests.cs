using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class AuthTests(FakeTimeApp app) : IClassFixture<FakeTimeApp>
{
    [Fact]
    public async Task Registering_signs_in()
    {
        var ada = await app.SignUpAsync("Ada.Reg");

        Assert.Equal("ada.reg", ada.Username);
        Assert.Equal("Bearer", ada.Tokens.Text("tokenType"));
        Assert.Equal(900, ada.Tokens.GetProperty("expiresIn").GetInt64());
        Assert.Equal(2_592_000, ada.Tokens.GetProperty("refreshExpiresIn").GetInt64());
        Assert.Equal(ada.Id, (await ada.ReadAsync("/api/users/me")).Text("id"));
    }

    [Fact]
    public async Task Tokens_are_neither_stored_nor_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/register")
        {
            Content = System.Net.Http.Json.JsonContent.Create(
                new { username = "no.store", password = Member.Password }),
        };
        request.Headers.AcceptEncoding.Add(new("gzip"));
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_username_belongs_to_one_account()
    {
        await app.SignUpAsync("taken.name");
        using var answer = await app.Client.PostAsync("/api/auth/register",
            new { username = "TAKEN.name", password = Member.Password });

        await answer.ProblemAsync(HttpStatusCode.Conflict, "username_taken");
    }

    [Fact]
    public async Task A_repeated_registration_gives_the_same_account()
    {
        var request = new { username = "twice", password = Member.Password, fullname = "Twice" };
        using var first = await app.Client.PostAsync("/api/auth/register", request, "key-1");
        using var second = await app.Client.PostAsync("/api/auth/register", request, "\"key-1\"");

        Assert.Equal((await first.JsonAsync()).GetProperty("user").Text("id"),
            (await second.JsonAsync()).GetProperty("user").Text("id"));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_registration_key_is_refused_for_another_password_or_name()
    {
        using var first = await app.Client.PostAsync("/api/auth/register",
            new { username = "reused", password = Member.Password, fullname = "A" }, "k");
        using var password = await app.Client.PostAsync("/api/auth/register",
            new { username = "reused", password = "another password", fullname = "A" }, "k");
        using var fullname = await app.Client.PostAsync("/api/auth/register",
            new { username = "reused", password = Member.Password, fullname = "B" }, "k");

        await password.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        await fullname.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("\"\"")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_malformed_idempotency_key_is_refused(string key)
    {
        using var answer = await app.Client.PostAsync("/api/auth/register",
            new { username = "malformed", password = Member.Password }, key);

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task A_refused_registration_names_every_wrong_field()
    {
        using var answer = await app.Client.PostAsync("/api/auth/register",
            new { username = "a..b", password = "short", fullname = "two\nlines" });

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["username", "password", "fullname"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_password_signs_in_however_it_was_typed()
    {
        await app.SignUpAsync("unicode", "pa\uFB01ngström");
        using var answer = await app.Client.PostAsync("/api/auth/login",
            new { username = "UNICODE", password = "pafingstro\u0308m" });

        Assert.Equal("unicode", (await answer.JsonAsync()).GetProperty("user").Text("username"));
    }

    [Theory]
    [InlineData("known.name", "wrong password")]
    [InlineData("known.name", "x")]
    [InlineData("unknown.name", Member.Password)]
    [InlineData("not a name!", Member.Password)]
    [InlineData("", "")]
    public async Task Wrong_names_and_passwords_answer_alike(string username, string password)
    {
        using var known = await app.Client.PostAsync("/api/auth/register",
            new { username = "known.name", password = Member.Password }, "k");
        using var answer = await app.Client.PostAsync("/api/auth/login", new { username, password });

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_refresh_gives_new_tokens_and_its_retry_the_same_ones()
    {
        var ada = await app.SignUpAsync();
        var first = ada.Tokens.Text("refreshToken");

        var next = await RefreshedAsync(first);
        Assert.NotEqual(first, next);
        Assert.Equal(next, await RefreshedAsync(first));
    }

    [Fact]
    public async Task An_old_refresh_token_used_again_ends_the_sign_in()
    {
        var ada = await app.SignUpAsync();
        var first = ada.Tokens.Text("refreshToken");
        var second = await RefreshedAsync(first);
        var third = await RefreshedAsync(second);
        app.FakeTime.Advance(TimeSpan.FromSeconds(61));

        using var reuse = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken = first });
        await reuse.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        using var latest = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken = third });
        await latest.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    [Fact]
    public async Task Signing_out_ends_the_refresh_token()
    {
        var ada = await app.SignUpAsync();
        var refreshToken = ada.Tokens.Text("refreshToken");

        using var answer = await app.Client.PostAsync("/api/auth/logout", new { refreshToken });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        using var refresh = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken });
        await refresh.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("")]
    [InlineData("a.1.b")]
    public async Task Logout_accepts_a_malformed_token_and_a_refresh_refuses_it(string refreshToken)
    {
        using var logout = await app.Client.PostAsync("/api/auth/logout", new { refreshToken });
        using var refresh = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken });

        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        await refresh.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    private async Task<string> RefreshedAsync(string refreshToken)
    {
        using var answer = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken });
        return (await answer.JsonAsync()).Text("refreshToken");
    }
}
