using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Reels.Tests.Api.Secrets;

/// <summary>A client with an address of its own. It keeps every answer from 400 up: headers and body.</summary>
internal sealed class ProblemCapture : DelegatingHandler
{
    public const string Address = "127.0.0.77";

    public ProblemCapture()
        : base(new SocketsHttpHandler { ConnectCallback = ConnectAsync })
    {
    }

    public ConcurrentQueue<string> Problems { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if ((int)answer.StatusCode >= 400)
            Problems.Enqueue($"{answer.Headers} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        return answer;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context,
        CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // All of 127/8 is this machine. A system that has only 127.0.0.1 connects from there, and the test then checks
        // less.
        if (OperatingSystem.IsLinux())
            socket.Bind(new IPEndPoint(IPAddress.Parse(Address), 0));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
