using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class PasswordTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string New = "staple and correct horse";

    [Fact]
    public async Task A_changed_password_signs_in_and_ends_the_other_sign_ins()
    {
        var ada = await app.SignUpAsync();
        var elsewhere = (await app.SignInAsync(ada)).Tokens.Text("refreshToken");
        using var changed = await ada.PostAsync("/api/auth/password",
            new { currentPassword = Member.Password, newPassword = New });
        using var repeated = await ada.PostAsync("/api/auth/password",
            new { currentPassword = Member.Password, newPassword = New });

        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, repeated.StatusCode);
        Assert.Equal(ada.Id, (await app.SignInAsync(ada, New)).Id);
        using var old = await app.Client.PostAsync("/api/auth/login",
            new { username = ada.Username, password = Member.Password });
        await old.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        using var other = await app.Client.PostAsync("/api/auth/refresh", new { refreshToken = elsewhere });
        await other.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        using var own = await app.Client.PostAsync("/api/auth/refresh",
            new { refreshToken = ada.Tokens.Text("refreshToken") });
        await own.JsonAsync();
    }

    [Theory]
    [InlineData("not her password", New, "currentPassword")]
    [InlineData("short", New, "currentPassword")]
    [InlineData(null, New, "currentPassword")]
    [InlineData(Member.Password, "short", "newPassword")]
    [InlineData(Member.Password, null, "newPassword")]
    [InlineData("", "", "currentPassword newPassword")]
    public async Task A_wrong_password_change_names_its_fault_and_changes_nothing(string? currentPassword,
        string? newPassword,
        string wrong)
    {
        var ada = await app.SignUpAsync();
        using var answer = await ada.PostAsync("/api/auth/password", new { currentPassword, newPassword });

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(wrong,
            string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)));
        await app.SignInAsync(ada);
    }

    [Fact]
    public async Task Password_guesses_are_rate_limited()
    {
        var ada = await app.SignUpAsync();
        using var first = await ada.PostAsync("/api/auth/password",
            new { currentPassword = "a first guess", newPassword = New });
        await first.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12)
                .Select(i =>
                    ada.PostAsync("/api/auth/password",
                        new { currentPassword = $"another guess {i}", newPassword = New })));

        await answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests)
            .ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task Changing_a_password_needs_a_token()
    {
        using var answer = await app.Client.PostAsync("/api/auth/password",
            new { currentPassword = Member.Password, newPassword = New });

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
