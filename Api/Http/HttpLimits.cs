using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Http;

/// <summary>What the HTTP server takes from a client; section <c>Http</c>.</summary>
internal sealed class HttpLimits
{
    public const string Section = "Http";

    /// <summary>
    /// Bytes of a JSON body; more is 413. The contract says 1 MB; the longest valid body is well below.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxJsonBytes { get; set; } = 1_000_000;

    /// <summary>Bytes of all request headers together: room for large tokens, none for abuse.</summary>
    [Range(4_096, 1_048_576)]
    public int MaxHeaderBytes { get; set; } = 32_768;

    /// <summary>Time for all headers to arrive, so that half-open requests don't gather.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Time an idle connection is kept: longer than common proxies keep theirs, so that they never meet one just
    /// closed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Bytes a second, below which a body is given up (408) and an answer's reader is let go; as slow as a bad mobile
    /// link gets.
    /// </summary>
    [Range(1, 1_000_000)]
    public double MinBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// Time before <see cref="MinBytesPerSecond"/> is asked of a transfer; the server wants more than one second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01.100", "00:01:00")]
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);
}
