using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Reels.Tests.Api;

public sealed class RateLimitTests(RateLimitTests.App app) : IClassFixture<RateLimitTests.App>
{
    private const int Uploads = 2;
    private const int Writes = 3;
    private const int Reads = 4;
    private const int PerName = 3;

    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["RateLimits:SignInsPerName"] = $"{PerName}",
            ["RateLimits:Uploads"] = $"{Uploads}",
            ["RateLimits:Writes"] = $"{Writes}",
            ["RateLimits:Reads"] = $"{Reads}",
        };
    }

    private sealed class LowLimitsApp : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["RateLimits:SignInsPerAddress"] = "2",
        };
    }

    [Fact]
    public async Task Reads_over_a_users_budget_get_a_Retry_After()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await RefusedAfterAsync(Reads, () => ada.GetAsync("/api/users/me"), seconds: 60 / Reads);

        await AcceptedAsync(() => ben.GetAsync("/api/users/me"));
        await AcceptedAsync(() => ada.PostAsync("/api/users", new { bio = "Reading too much" }));
    }

    [Fact]
    public async Task Writes_over_a_users_budget_are_refused_and_reads_go_on()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await RefusedAfterAsync(Writes, () => ada.PostAsync($"/api/users/{ben.Id}/follow"), seconds: 60 / Writes);

        await AcceptedAsync(() => ada.GetAsync("/api/users/me"));
        await AcceptedAsync(
            () => ada.Client.PostAsync("/api/media/upload?kind=reel", Png(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Uploads_have_a_budget_of_their_own()
    {
        var ada = await app.SignUpAsync();
        await RefusedAfterAsync(Uploads,
            () => ada.Client.PostAsync("/api/media/upload?kind=reel", Png(), TestContext.Current.CancellationToken),
            seconds: 60 / Uploads);

        await AcceptedAsync(() => ada.PostAsync("/api/users", new { bio = "Uploading too much" }));
    }

    [Fact]
    public async Task A_body_over_the_budget_is_refused_unread()
    {
        var ada = await app.SignUpAsync();
        for (var i = 0; i < Uploads; i++)
            await ada.UploadAsync();

        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port,
            TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                "POST /api/media/upload?kind=reel HTTP/1.1\r\nHost: reels\r\n"
                + "Content-Type: image/png\r\nContent-Length: 1000000\r\n"
                + $"Authorization: {ada.Client.DefaultRequestHeaders.Authorization}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(socket.GetStream());

        Assert.Equal("HTTP/1.1 429 Too Many Requests",
            await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Guesses_at_a_username_are_limited_even_if_it_does_not_exist()
    {
        // Registering has counted as one.
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await RefusedAfterAsync(PerName - 1, () => SignInAsync(ada.Username, "a wrong guess"), seconds: 60 / PerName,
            HttpStatusCode.Unauthorized);
        await RefusedAfterAsync(PerName, () => SignInAsync("nobody" + ada.Username[..10], "a wrong guess"),
            seconds: 60 / PerName, HttpStatusCode.Unauthorized);

        using var capitals = await SignInAsync(ada.Username.ToUpperInvariant(), Member.Password);
        await capitals.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        await AcceptedAsync(() => SignInAsync(ben.Username, Member.Password));
    }

    [Fact]
    public async Task Registering_counts_against_its_username_too()
    {
        var ada = await app.SignUpAsync();

        await RefusedAfterAsync(
            PerName - 1,
            () => app.Client.PostAsync("/api/auth/register",
                new { username = ada.Username, password = "another password" }), seconds: 60 / PerName,
                HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Sign_ins_of_one_address_share_a_budget_for_all_usernames()
    {
        await using var limited = new LowLimitsApp();
        await limited.InitializeAsync();
        await limited.SignUpAsync();
        var ben = await limited.SignUpAsync();
        using var third = await limited.Client.PostAsync("/api/auth/register",
            new { username = "third", password = Member.Password });

        await third.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        await AcceptedAsync(
            () => limited.Client.PostAsync("/api/auth/refresh",
                new { refreshToken = ben.Tokens.Text("refreshToken") }));
    }

    [Fact]
    public async Task Health_and_media_bytes_are_not_counted()
    {
        var url = await (await app.SignUpAsync()).UploadAsync();

        for (var i = 0; i <= 2 * Reads; i++)
        {
            await AcceptedAsync(() => app.Client.GetAsync(url, TestContext.Current.CancellationToken));
            await AcceptedAsync(() => app.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken));
        }
    }

    private static ByteArrayContent Png() => new([.. Processes.Picture.Png]);

    private Task<HttpResponseMessage> SignInAsync(string username, string password) =>
        app.Client.PostAsync("/api/auth/login", new { username, password });

    /// <summary>
    /// This many requests get the expected answer. The next one is told to wait for a whole number of seconds, at most
    /// the time in which one more request is granted.
    /// </summary>
    private static async Task RefusedAfterAsync(int budget, Func<Task<HttpResponseMessage>> send, int seconds,
        HttpStatusCode expected = HttpStatusCode.OK)
    {
        for (var i = 0; i < budget; i++)
        {
            using var answer = await send();
            Assert.True(answer.StatusCode == expected || answer.IsSuccessStatusCode, $"{i}: {answer.StatusCode}");
        }

        using var refused = await send();
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, seconds);
    }

    private static async Task AcceptedAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var answer = await send();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }
}
