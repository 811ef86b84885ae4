using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Reels.Tests.Api;

public sealed class ServerTests(ServerTests.App app) : IClassFixture<ServerTests.App>
{
    private const string LoginHead =
        "POST /api/auth/login HTTP/1.1\r\nHost: reels\r\nContent-Type: application/json\r\n";

    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Http:RateGrace"] = "00:00:01.5",
            ["Cors:Origins:0"] = "https://app.example",
        };
    }

    [Fact]
    public async Task A_body_that_is_sent_too_slowly_times_out()
    {
        var answer = await SendAsync(
            LoginHead + "Content-Length: 1000\r\n\r\n{\"us");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"request_timeout\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_with_a_too_large_length_is_refused_unread()
    {
        var answer = await SendAsync(
            LoginHead + "Content-Length: 1000001\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("\"body_too_large\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_management_port_serves_health_and_nothing_public()
    {
        using var client = new HttpClient { BaseAddress = app.Management };
        using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var reels = await client.GetAsync("/api/users/x", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains("\"stores\":{\"Embedded\":\"up\",\"Media\":\"up\"}",
            await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await reels.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_management_port_lists_the_methods_of_its_endpoints_alone()
    {
        using var client = new HttpClient { BaseAddress = app.Management };
        using var live = await client.PostAsync("/health/live", null, TestContext.Current.CancellationToken);
        using var reels = await client.DeleteAsync("/api/reels", TestContext.Current.CancellationToken);

        await live.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Equal(["GET", "HEAD"], live.Content.Headers.Allow.Order());
        await reels.ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://other.example", false)]
    public async Task Pages_of_the_named_origins_may_read_answers(string origin, bool allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users/me");
        request.Headers.Add("Origin", origin);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(allowed,
            answer.Headers.TryGetValues("Access-Control-Expose-Headers", out var exposed)
                && exposed.Single().Contains("Retry-After", StringComparison.Ordinal));
    }

    /// <summary>
    /// Send the bytes, and read until the server ends the connection. It ends it by a reset where it waited in vain for
    /// a body.
    /// </summary>
    private async Task<string> SendAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port,
            TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
