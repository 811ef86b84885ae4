using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Reels.Tests.Real.Tls;

/// <summary>Takes TLS connections, and forwards their bytes to a server of this machine that has no TLS.</summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    private readonly int _serverPort;
    private readonly X509Certificate2 _certificate;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _used;

    public TlsProxy(int serverPort, X509Certificate2 certificate)
    {
        (_serverPort, _certificate) = (serverPort, certificate);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections over which a client has sent something: it has accepted the certificate.</summary>
    public int Used => _used;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
                connections.RemoveAll(connection => connection.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        await using var secured = new SslStream(client.GetStream());
        using (client)
        {
            try
            {
                await secured.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                var first = new byte[16 * 1024];
                if (await secured.ReadAsync(first, _end.Token) is not (> 0 and var length))
                    return;
                Interlocked.Increment(ref _used);
                await server.ConnectAsync(Servers.Host, _serverPort, _end.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                await server.GetStream().WriteAsync(first.AsMemory(0, length), _end.Token);
                await await Task.WhenAny(secured.CopyToAsync(server.GetStream(), _end.Token),
                    server.GetStream().CopyToAsync(secured, _end.Token));
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException
                or OperationCanceledException or ObjectDisposedException)
            {
                // The client refuses the certificate, or either side has ended the connection.
            }
        }
    }
}
