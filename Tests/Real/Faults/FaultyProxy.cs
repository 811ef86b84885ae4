using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Reels.Tests.Real.Faults;

/// <summary>A TCP proxy in front of a server of this machine. A test makes it fail.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(3);

    private readonly int _serverPort;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly CancellationTokenSource _end = new();
    private TcpListener _listener;
    private Task _accepting;
    private volatile NetworkFault _fault;
    private TaskCompletionSource _flowing = Completed();

    public FaultyProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener = new(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    private bool ResetsConnections => _fault is NetworkFault.Refused or NetworkFault.Reset;

    public async Task SetAsync(NetworkFault fault)
    {
        _fault = fault;
        if (fault == NetworkFault.Silent)
            _flowing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        else
            _flowing.TrySetResult();
        if (ResetsConnections)
            ResetAll();
        if (fault == NetworkFault.Refused)
        {
            _listener.Stop();
            await _accepting;
        }
        else if (_accepting.IsCompleted)
        {
            _listener = new(IPAddress.Loopback, Port);
            _listener.Start();
            _accepting = AcceptAsync(_listener);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        _flowing.TrySetResult();
        ResetAll();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException
                or InvalidOperationException)
            {
                // It was stopped, maybe before this call.
                return;
            }

            _ = ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets[client] = _sockets[server] = 0;
        try
        {
            // Known by now: ResetAll ends it if the fault comes after this.
            if (ResetsConnections)
                return;
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
            (client.NoDelay, server.NoDelay) = (true, true);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The client sees it as a connection that ended.
        }
        finally
        {
            Reset(client);
            Reset(server);
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var waiting = Channel.CreateUnbounded<(long At, byte[] Bytes)>();
        var sending = SendAsync(waiting.Reader, to);
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var length)
                await waiting.Writer.WriteAsync((Stopwatch.GetTimestamp(), buffer[..length]), _end.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // Either side has ended the connection.
        }

        waiting.Writer.Complete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(long At, byte[] Bytes)> waiting, Socket to)
    {
        try
        {
            await foreach (var (at, bytes) in waiting.ReadAllAsync(_end.Token))
            {
                await _flowing.Task.WaitAsync(_end.Token);
                if (_fault == NetworkFault.Late && Stopwatch.GetElapsedTime(at) is var passed && passed < Lateness)
                    await Task.Delay(Lateness - passed, _end.Token);
                for (var sent = 0; sent < bytes.Length;)
                    sent += await to.SendAsync(bytes.AsMemory(sent), _end.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // Either side has ended the connection.
        }
    }

    private void ResetAll()
    {
        foreach (var socket in _sockets.Keys)
            Reset(socket);
    }

    private void Reset(Socket socket)
    {
        _sockets.TryRemove(socket, out _);
        try
        {
            socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
