using System.Diagnostics;
using System.Text;

namespace Reels.Bench;

/// <summary>A closed-loop client whose connections each send the same bytes over and over.</summary>
internal static class RawClient
{
    /// <summary>Measures answers per second, over some connections for some time.</summary>
    public static async Task<double> MeasureAsync(Uri server, IReadOnlyList<string> requests, int connections,
        TimeSpan duration)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(
            i => Task.Run(
                () => RunAsync(server, Encoding.ASCII.GetBytes(requests[i % requests.Count]), began, duration))));
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public static string Request(string method, string path, string? token, string body = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: bench\r\n"
        + (token is null ? "" : $"Authorization: Bearer {token}\r\n")
        + (body.Length == 0 ? "" : "Content-Type: application/json\r\n")
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static async Task<long> RunAsync(Uri server, byte[] request, long began, TimeSpan duration)
    {
        using var connection = await RawConnection.OpenAsync(server);
        var answers = 0L;
        for (; Stopwatch.GetElapsedTime(began) < duration; answers++)
            await connection.SendAsync(request);
        return answers;
    }
}
