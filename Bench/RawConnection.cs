using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Reels.Bench;

/// <summary>
/// One connection of an HTTP/1.1 client with little cost of its own: it sends given bytes, and reads each answer to its
/// end without parsing the body.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private readonly byte[] _buffer = new byte[256 * 1024];

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(server.Host, server.Port);
        return connection;
    }

    /// <exception cref="IOException">The answer isn't a success, or the server closed the connection.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            length += read;
            var answer = _buffer.AsSpan(0, length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;
            if (!answer.StartsWith("HTTP/1.1 2"u8))
                throw new IOException(Encoding.ASCII.GetString(answer));
            if (IsWhole(answer[..head], answer[(head + 4)..]))
                return;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (head.StartsWith("HTTP/1.1 204"u8))
            return true;
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            return body.EndsWith("0\r\n\r\n"u8);
        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return body.Length >= int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
