using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Reels.Tests.Api.Secrets;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>Bytes on a socket that no client library would send, or not that slowly.</summary>
public sealed class HostileRequestTests(HostileRequestTests.App app) : IClassFixture<HostileRequestTests.App>
{
    private const string Json = "Host: reels\r\nContent-Type: application/json\r\n";

    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Http:HeadersTimeout"] = "00:00:01",
            ["Http:KeepAlive"] = "00:00:01",
            ["Http:RateGrace"] = "00:00:01.5",
            ["Http:MaxHeaderBytes"] = "4096",
        };

        internal LogCapture Logs { get; } = new();

        protected override void Compose(WebApplicationBuilder builder) => builder.Logging.AddProvider(Logs);
    }

    private static string TooManyHeaders => string.Concat(Enumerable.Range(0, 101).Select(i => $"X{i}: 1\r\n"));

    public static TheoryData<string, int> Malformed => new()
    {
        { "GET /api/users/%00 HTTP/1.1\r\nHost: reels\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: one\r\nHost: two\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: two words\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: reels\r\nX: a\0b\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: reels\r\nX: a\r\n folded\r\n\r\n", 400 },
        { "GET /health/live HTTP/1.1\r\nHost: reels\r\nX : a\r\n\r\n", 400 },
        { "G@T /health/live HTTP/1.1\r\nHost: reels\r\n\r\n", 400 },
        { "\u0016\u0003\u0001\u0002\0\u0001\r\n\r\n", 400 },
        { $"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: reels\r\n\r\n", 414 },
        { $"GET /health/live HTTP/1.1\r\nHost: reels\r\nX: {new string('a', 5_000)}\r\n\r\n", 431 },
        { $"GET /health/live HTTP/1.1\r\nHost: reels\r\n{TooManyHeaders}\r\n", 431 },
        { "GET /health/live HTTP/9.9\r\nHost: reels\r\n\r\n", 505 },
        { $"POST /api/auth/login HTTP/1.1\r\n{Json}Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400 },
        { $"POST /api/auth/login HTTP/1.1\r\n{Json}Content-Length: -5\r\n\r\n", 400 },
        { $"POST /api/auth/login HTTP/1.1\r\n{Json}Transfer-Encoding: xchunked\r\n\r\n", 400 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Malformed_requests_get_an_empty_answer_and_a_closed_connection(string request, int status)
    {
        var answer = await SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 0\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        using var next = await app.Client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData("GET /api/users/%ff%fe HTTP/1.1", 404, "user_not_found")]
    [InlineData("GET /api/users/%c0%af HTTP/1.1", 404, "user_not_found")]
    [InlineData("GET /api/../../etc/passwd HTTP/1.1", 404, "not_found")]
    [InlineData("GET /api/media/..%5c..%5cx HTTP/1.1", 404, "media_not_found")]
    [InlineData("GET /api/media/..%2f..%2fsecrets%2froot.key HTTP/1.1", 404, "media_not_found")]
    [InlineData("TRACE /health/live HTTP/1.1", 405, "method_not_allowed")]
    [InlineData("CONNECT reels:80 HTTP/1.1", 404, "not_found")]
    [InlineData("OPTIONS * HTTP/1.1", 404, "not_found")]
    public async Task An_odd_request_is_answered_as_a_problem(string line, int status, string code)
    {
        var host = line.StartsWith("CONNECT", StringComparison.Ordinal) ? "reels:80" : "reels";
        var answer = await SendAsync($"{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        AssertProblem(answer, status, code);
    }

    [Fact]
    public async Task A_length_next_to_chunks_smuggles_no_second_request()
    {
        var answer = await SendAsync(
            $"POST /api/auth/login HTTP/1.1\r\n{Json}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\n{}\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: reels\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Single(answer.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Malformed_chunks_are_a_problem()
    {
        var answer = await SendAsync(
            $"POST /api/auth/login HTTP/1.1\r\n{Json}Transfer-Encoding: chunked\r\n\r\nzz\r\n");

        AssertProblem(answer, 400, "validation_failed");
    }

    [Theory]
    [InlineData("/api/auth/login", 413, "body_too_large")]
    [InlineData("/api/auth/login?chunked", 413, "body_too_large")]
    [InlineData("/api/comments", 401, "unauthenticated")]
    [InlineData("/api/media/upload?kind=reel", 401, "unauthenticated")]
    [InlineData("/api/nowhere", 404, "not_found")]
    [InlineData("/health/live", 405, "method_not_allowed")]
    public async Task A_refusal_reaches_a_client_that_first_sends_a_large_body(string target, int status, string code)
    {
        const int Large = 8_000_000;
        var head = $"POST {target} HTTP/1.1\r\n{Json}Connection: close\r\n";
        var answer = target.EndsWith("chunked", StringComparison.Ordinal)
            ? await SendAsync(
                $"{head}Transfer-Encoding: chunked\r\n\r\n{Large:x}\r\n{new string(' ', Large)}\r\n0\r\n\r\n")
            : await SendAsync($"{head}Content-Length: {Large}\r\n\r\n{new string(' ', Large)}");

        AssertProblem(answer, status, code);
    }

    [Fact]
    public async Task A_client_that_leaves_within_a_body_logs_no_error()
    {
        using (var leaving = await ConnectAsync())
        {
            await leaving.GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"POST /api/auth/login?leaving HTTP/1.1\r\n{Json}Content-Length: 1000\r\n\r\n{{\"us"),
                        TestContext.Current.CancellationToken);
            await Until.TrueAsync(
                () => app.Logs.Lines.Any(
                    line => line.Contains("Request starting", StringComparison.Ordinal)
                        && line.Contains("leaving", StringComparison.Ordinal)));
            leaving.LingerState = new LingerOption(true, 0);
        }

        await Until.TrueAsync(
            () => app.Logs.Lines.Any(
                line => line.Contains("Request finished", StringComparison.Ordinal)
                    && line.Contains("leaving", StringComparison.Ordinal)));
        Assert.DoesNotContain(app.Logs.Lines,
            line => line.Contains("Reading is already in progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_half_close_within_a_body_ends_the_connection_unanswered()
    {
        using var socket = await ConnectAsync();
        var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/auth/login HTTP/1.1\r\n{Json}Content-Length: 1000\r\n\r\n{{\"us"),
            TestContext.Current.CancellationToken);
        socket.Client.Shutdown(SocketShutdown.Send);
        var answered = 0;
        try
        {
            answered = await stream.ReadAsync(new byte[100], TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server may reset the connection as well as close it.
        }

        Assert.Equal(0, answered);
    }

    [Fact]
    public async Task Headers_that_do_not_end_time_out() =>
        Assert.StartsWith("HTTP/1.1 408 ", await SendAsync("GET /health/live HTTP/1.1\r\nHost: reels\r\nX: a"),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_silent_connection_is_closed() => Assert.Equal("", await SendAsync(""));

    [Fact]
    public async Task A_connection_that_idles_between_requests_is_closed()
    {
        var answer = await SendAsync("GET /health/live HTTP/1.1\r\nHost: reels\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Connection: close", answer, StringComparison.Ordinal);
    }

    private static void AssertProblem(string answer, int status, string code)
    {
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"{code}\"", answer, StringComparison.Ordinal);
    }

    /// <summary>Send the bytes, and read until the server closes the connection.</summary>
    private async Task<string> SendAsync(string request)
    {
        using var socket = await ConnectAsync();
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port,
            TestContext.Current.CancellationToken);
        return socket;
    }
}
