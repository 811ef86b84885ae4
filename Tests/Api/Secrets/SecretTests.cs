using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Tests.Api.External;
using Xunit;

namespace Reels.Tests.Api.Secrets;

/// <summary>
/// People sign in, write, upload and make mistakes: no log line and no problem contains what they sent.
/// </summary>
public sealed class SecretTests
{
    private const string Name = "zelda.quux.3141";
    private const string Fullname = "Zelda Quuxington";
    private const string Password = "xyzzy plugh 2718";
    private const string NewPassword = "plover plugh 1618";
    private const string WrongPassword = "hollow voice 1414";
    private const string Words = "the grue waits in the dark";
    private const string Subject = "oauth2|zelda@quux.example";

    private readonly LogCapture _logs = new();
    private readonly ProblemCapture _answers = new();

    private sealed class App(LogCapture logs) : ShiftedTimeApp
    {
        protected override void Compose(WebApplicationBuilder builder) => Watch(builder, logs);

        protected override void Map(IEndpointRouteBuilder endpoints)
        {
            endpoints.MapPost("/probe/broken", string () => throw new InvalidOperationException());
            endpoints.MapPost("/probe/unavailable",
                string () => throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true));
        }
    }

    private sealed class AppOfOthers(LogCapture logs) : ExternalApp
    {
        protected override void Compose(WebApplicationBuilder builder) => Watch(builder, logs);
    }

    [Fact]
    public async Task No_secret_that_a_person_sends_is_in_logs_or_problems()
    {
        await using var app = new App(_logs);
        await app.InitializeAsync();
        using var client = new HttpClient(_answers) { BaseAddress = app.Client.BaseAddress };
        var secrets = new List<string> { Name, Fullname, Password, NewPassword, WrongPassword, Words,
            ProblemCapture.Address };

        var tokens = await SignInAndOutAsync(client, app.ShiftedTime, secrets);
        await WriteAsync(client, tokens, secrets);
        foreach (var path in (string[])["/probe/broken", "/probe/unavailable"])
        {
            using var failed = await client.PostAsync(path, new { password = Password });
            Assert.True((int)failed.StatusCode >= 500);
        }

        await ChangeAndDeleteAsync(client);
        Assert.Contains(_logs.Lines,
            line => line.Contains(" registered", StringComparison.Ordinal)
                && line.Contains(tokens.GetProperty("user").Text("id"), StringComparison.Ordinal));
        Assert.Contains(_logs.Lines, line => line.Contains("failed unexpectedly", StringComparison.Ordinal));
        AssertNotRevealed(secrets);
    }

    [Fact]
    public async Task Nothing_of_an_external_sign_in_is_in_logs_or_problems()
    {
        await using var app = new AppOfOthers(_logs);
        await app.InitializeAsync();
        using var client = new HttpClient(_answers) { BaseAddress = app.Client.BaseAddress };
        var (good, bad) = (app.Authority.Token(Subject),
            app.Authority.Token(Subject, change: token => token.Audience = "https://other.example"));
        foreach (var token in (string[])[bad, good])
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var refused = await client.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
            Assert.False(refused.IsSuccessStatusCode);
        }

        using var made = await client.PostAsync("/api/users", new { username = Name, fullname = Fullname });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        Assert.Contains(_logs.Lines,
            line => line.Contains("registered by an external sign-in", StringComparison.Ordinal));
        AssertNotRevealed([Name, Fullname, Subject, "zelda", ProblemCapture.Address, .. Parts(good), .. Parts(bad)]);
    }

    private static void Watch(WebApplicationBuilder builder, LogCapture logs)
    {
        builder.Logging.AddProvider(logs);
        // The product's logs at every level; the platform's logs at the levels that an operator sees by default.
        builder.Logging.SetMinimumLevel(LogLevel.Trace)
            .AddFilter(
                (category, level) => category!.StartsWith("Reels", StringComparison.Ordinal)
                    || level >= LogLevel.Warning);
    }

    private static async Task<JsonElement> SignInAndOutAsync(HttpClient client, ShiftedTime time,
        List<string> secrets)
    {
        using var registered = await client.PostAsync("/api/auth/register",
            new { username = Name, password = Password, fullname = Fullname });
        using var taken = await client.PostAsync("/api/auth/register",
            new { username = Name, password = WrongPassword });
        using var wrong = await client.PostAsync("/api/auth/login", new { username = Name, password = WrongPassword });
        using var tooLong = await client.PostAsync("/api/auth/login",
            new { username = Name + Words, password = Password });
        using var login = await client.PostAsync("/api/auth/login", new { username = Name, password = Password });
        var first = await login.JsonAsync();
        using var refreshed = await client.PostAsync("/api/auth/refresh",
            new { refreshToken = first.Text("refreshToken") });
        var second = await refreshed.JsonAsync();
        using var third = await client.PostAsync("/api/auth/refresh",
            new { refreshToken = second.Text("refreshToken") });
        time.Advance(TimeSpan.FromSeconds(61));
        using var reused = await client.PostAsync("/api/auth/refresh",
            new { refreshToken = first.Text("refreshToken") });
        await reused.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        using var malformed = await client.PostAsync("/api/auth/login",
            new StringContent($"{{\"username\":\"{Name}\",\"password\":{Password}", null, "application/json"),
            TestContext.Current.CancellationToken);
        await malformed.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        var tokens = await registered.JsonAsync();
        foreach (var answer in (JsonElement[])[tokens, first, second, await third.JsonAsync()])
        {
            secrets.AddRange(
                [.. Parts(answer.Text("accessToken")), answer.Text("refreshToken"),
                    answer.Text("refreshToken").Split('.')[^1]]);
        }
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Text("accessToken") + "x");
        using var forged = await client.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
        await forged.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_token");
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Text("accessToken"));
        return tokens;
    }

    private static async Task WriteAsync(HttpClient client, JsonElement tokens, List<string> secrets)
    {
        var zelda = new Member(client, tokens);
        var url = await zelda.UploadAsync();
        secrets.Add(url.Split('/')[^1]);
        using var posted = await zelda.PostAsync("/api/reels", new { mediaUrl = url, caption = Words, altText = Words },
            key: "key " + Words);
        using var post = await zelda.PostAsync("/api/reels", new { mediaUrl = url, caption = Words });
        var reel = (await post.JsonAsync()).Text("id");
        await zelda.CommentAsync(reel, Words);
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/users", new { bio = Words, avatar = Words }),
            ("/api/users", new { fullname = Fullname, bio = Words }),
            ("/api/comments", new { reelId = reel, text = new string('x', 2_201) + Words }),
            ("/api/reports", new { targetType = "reel", targetId = reel, reason = "spam", text = Words }),
            ("/api/reports", new { targetType = "reel", targetId = Words, reason = "spam" }),
            ("/api/stories", new { mediaUrl = url, caption = Words }),
        })
        {
            using var answer = await zelda.PostAsync(path, body);
        }

        foreach (var path in new[] { $"/api/users/by-name/{Name}", $"/api/search?q={Fullname}",
            $"/api/search?q={Words}{Words}", $"/api/users/{Name}", $"/api/reels/feed?cursor={Name}" })
        {
            using var answer = await zelda.GetAsync(path);
        }

        using var cut = new ByteArrayContent([.. "no picture: "u8, .. "the grue"u8]);
        cut.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var refused = await client.PostAsync("/api/media/upload?kind=reel", cut,
            TestContext.Current.CancellationToken);
        await refused.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    private static async Task ChangeAndDeleteAsync(HttpClient client)
    {
        using var wrong = await client.PostAsync("/api/auth/password",
            new { currentPassword = WrongPassword, newPassword = NewPassword });
        await wrong.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        using var changed = await client.PostAsync("/api/auth/password",
            new { currentPassword = Password, newPassword = NewPassword });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        using var deleted = await client.DeleteAsync("/api/users/me", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var after = await client.GetAsync("/api/users/me", TestContext.Current.CancellationToken);
        await after.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
    }

    /// <summary>A token, and its parts that reveal something by themselves: its content and its signature.</summary>
    private static string[] Parts(string token) => [token, .. token.Split('.')[1..]];

    private void AssertNotRevealed(IReadOnlyCollection<string> secrets)
    {
        Assert.NotEmpty(_answers.Problems);
        Assert.Empty(
            from text in _logs.Lines.Concat(_answers.Problems)
            from secret in secrets
            where text.Contains(secret, StringComparison.OrdinalIgnoreCase)
            select (secret, text));
    }
}
