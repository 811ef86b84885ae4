using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Reels.Api.Http;

/// <summary>Limits of requests and connections; section <c>Http</c>.</summary>
internal sealed class HttpLimits
{
    public const string Section = "Http";

    /// <summary>
    /// Most bytes of a JSON body; a larger one is answered 413. The contract says 1 MB; the longest valid body is far
    /// smaller.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxJsonBytes { get; set; } = 1_000_000;

    /// <summary>Most bytes of all request headers together; large tokens need room.</summary>
    [Range(4_096, 1_048_576)]
    public int MaxHeaderBytes { get; set; } = 32_768;

    /// <summary>Time for all headers to arrive, so that half-open requests don't accumulate.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Time that an idle connection is kept open. It is longer than that of common proxies, so that a proxy never sends
    /// a request on a connection that was just closed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Lowest transfer rate, in bytes per second. A slower request body is answered 408; the connection of a slower
    /// reader is closed. The default suits a bad mobile connection.
    /// </summary>
    [Range(1, 1_000_000)]
    public double MinBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// Time before <see cref="MinBytesPerSecond"/> applies to a transfer; the server requires more than one second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01.100", "00:01:00")]
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time for a request once it was read, transfers of media apart; after it the answer is 503. The default is what
    /// people wait for a page. A machine that needs longer to hash a password needs more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00")]
    public TimeSpan Budget { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The same for a delete, which waits for the acknowledgement of all silos, for one cache life at most.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00")]
    public TimeSpan DeleteBudget { get; set; } = TimeSpan.FromSeconds(3);
}

internal static class ServerLimits
{
    /// <summary>Applies <see cref="HttpLimits"/> to the server.</summary>
    public static IServiceCollection AddServerLimits(this IServiceCollection services)
    {
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpLimits>>(Apply);
        return services;
    }

    private static void Apply(KestrelServerOptions server, IOptions<HttpLimits> options)
    {
        var limits = options.Value;
        server.AddServerHeader = false;
        // Code that reads a body limits it: JsonBody and MediaUploader. The server's own limit would close the
        // connection with the answer, and a client that sends everything before it reads would never see the answer.
        // The rest of an unread body is discarded for at most 5 s.
        server.Limits.MaxRequestBodySize = null;
        server.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        server.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        server.Limits.KeepAliveTimeout = limits.KeepAlive;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(limits.MinBytesPerSecond, limits.RateGrace);
        server.Limits.MinResponseDataRate = new MinDataRate(limits.MinBytesPerSecond, limits.RateGrace);
    }
}
