using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class PasswordTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string New = "staple and correct horse";

    [Fact]
    public async Task A_changed_password_signs_in_and_ends_the_other_sign_ins()
    {
        var ada = await app.SignUp();
        var elsewhere = (await SignIn(ada.Username, Member.Password)).Text("refreshToken");
        using var changed = await ada.Post("/api/auth/password", new { currentPassword = Member.Password, newPassword = New });
        using var repeated = await ada.Post("/api/auth/password", new { currentPassword = Member.Password, newPassword = New });

        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
        Assert.Equal(ada.Id, (await SignIn(ada.Username, New)).GetProperty("user").Text("id"));
        using var old = await app.Client.Post("/api/auth/login", new { username = ada.Username, password = Member.Password });
        await old.Problem(HttpStatusCode.Unauthorized, "invalid_credentials");
        using var other = await app.Client.Post("/api/auth/refresh", new { refreshToken = elsewhere });
        await other.Problem(HttpStatusCode.Unauthorized, "session_ended");
        using var own = await app.Client.Post("/api/auth/refresh", new { refreshToken = ada.Tokens.Text("refreshToken") });
        await own.Json();
    }

    [Theory]
    [InlineData("not her password", New, "currentPassword")]
    [InlineData("short", New, "currentPassword")]
    [InlineData(null, New, "currentPassword")]
    [InlineData(Member.Password, "short", "newPassword")]
    [InlineData(Member.Password, null, "newPassword")]
    [InlineData("", "", "currentPassword newPassword")]
    public async Task What_is_wrong_is_told_and_changes_nothing(string? currentPassword, string? newPassword, string wrong)
    {
        var ada = await app.SignUp();
        using var answer = await ada.Post("/api/auth/password", new { currentPassword, newPassword });

        var problem = await answer.Problem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(wrong, string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)));
        await SignIn(ada.Username, Member.Password);
    }

    [Fact]
    public async Task Guesses_are_slowed()
    {
        var ada = await app.SignUp();
        using var first = await ada.Post("/api/auth/password", new { currentPassword = "a first guess", newPassword = New });
        await first.Problem(HttpStatusCode.BadRequest, "validation_failed");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => ada.Post("/api/auth/password", new { currentPassword = $"another guess {i}", newPassword = New })));

        await answers.First(answer => answer.StatusCode != HttpStatusCode.BadRequest).Problem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task Nobody_changes_a_password_without_a_token()
    {
        using var answer = await app.Client.Post("/api/auth/password", new { currentPassword = Member.Password, newPassword = New });

        await answer.Problem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private async Task<JsonElement> SignIn(string username, string password)
    {
        using var answer = await app.Client.Post("/api/auth/login", new { username, password });
        return await answer.Json();
    }
}
