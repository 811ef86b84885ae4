using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Reels.Bench;

/// <summary>
/// A closed-loop HTTP/1.1 client with little cost of its own: it sends the same bytes over and over, and reads each
/// answer to its end without parsing the body.
/// </summary>
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

    public static string Request(string method, string path, string? token) =>
        $"{method} {path} HTTP/1.1\r\nHost: bench\r\n"
        + (token is null ? "" : $"Authorization: Bearer {token}\r\n")
        + "Content-Length: 0\r\n\r\n";

    private static async Task<long> RunAsync(Uri server, byte[] request, long began, TimeSpan duration)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        await socket.ConnectAsync(server.Host, server.Port);
        var buffer = new byte[256 * 1024];
        var answers = 0L;
        for (; Stopwatch.GetElapsedTime(began) < duration; answers++)
        {
            await socket.SendAsync(request);
            await ReadAnswerAsync(socket, buffer);
        }
        return answers;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            length += read;
            var answer = buffer.AsSpan(0, length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;
            if (!answer.StartsWith("HTTP/1.1 2"u8))
                throw new IOException(Encoding.ASCII.GetString(answer));
            if (IsWhole(answer[..head], answer[(head + 4)..]))
                return;
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            return body.EndsWith("0\r\n\r\n"u8);
        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return body.Length >= int.Parse(end < 0 ? rest : rest[..end],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
