using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// Sends each request to the next API node that is ready, as a load balancer does, and a failed one once more, as a
/// client does: after the time of its <c>Retry-After</c>.
/// </summary>
internal sealed class Balancer(ProcessCluster cluster) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan At, string Failure)> _failures = [];
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _failedMilliseconds = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _next;

    /// <summary>Time since the start of the load.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    public int Requests { get; private set; }

    /// <summary>Attempts that did not fail.</summary>
    public int Answers { get; private set; }

    /// <summary>The p99 of failed first attempts.</summary>
    public double FailedMilliseconds
    {
        get
        {
            lock (_gate)
                return _failedMilliseconds.Count == 0 ? 0 : Percentile(_failedMilliseconds, 0.99);
        }
    }

    /// <summary>Requests that failed again when they were repeated.</summary>
    public List<string> FailedTwice { get; } = [];

    /// <summary>Failures of the first attempt, by the time when it began.</summary>
    public IReadOnlyList<(TimeSpan At, string Failure)> Failures
    {
        get
        {
            lock (_gate)
                return [.. _failures];
        }
    }

    /// <summary>Forget what was counted.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (Requests, Answers) = (0, 0);
            _milliseconds.Clear();
            _failedMilliseconds.Clear();
            _failures.Clear();
            FailedTwice.Clear();
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return $"{Requests:N0} requests, {_failures.Count} failed ({100.0 * _failures.Count / Requests:F3} %), "
                + $"{FailedTwice.Count} of them again; p50 {Percentile(_milliseconds, 0.5):N0} ms, "
                + $"p99 {Percentile(_milliseconds, 0.99):N0} ms, longest {Percentile(_milliseconds, 1):N0} ms";
        }
    }

    /// <summary>The failures by what they were, the most frequent first.</summary>
    public string Kinds() => string.Join("; ", Failures.GroupBy(failure => failure.Failure)
        .OrderByDescending(kind => kind.Count()).Select(kind => $"{kind.Count()} × {kind.Key}"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        var at = Now;
        var (answer, failure) = await TryAsync(request, path, cancellationToken);
        lock (_gate)
        {
            Requests++;
            _milliseconds.Add((Now - at).TotalMilliseconds);
            if (failure is null)
            {
                Answers++;
            }
            else
            {
                _failures.Add((at, failure));
                _failedMilliseconds.Add((Now - at).TotalMilliseconds);
            }
        }

        if (failure is null)
            return answer!;
        await Task.Delay(answer?.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellationToken);
        answer?.Dispose();
        (answer, failure) = await TryAsync(request, path, cancellationToken);
        lock (_gate)
        {
            if (failure is null)
                Answers++;
            else
                FailedTwice.Add(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds:F1} s: {failure}"));
        }

        if (failure is null)
            return answer!;
        return answer ?? throw new HttpRequestException(failure);
    }

    private async Task<(HttpResponseMessage? Answer, string? Failure)> TryAsync(HttpRequestMessage request,
        string path, CancellationToken cancellationToken)
    {
        Uri url;
        lock (cluster.Nodes)
            url = cluster.Nodes[Interlocked.Increment(ref _next) % cluster.Nodes.Count].Url;
        request.RequestUri = new(url, path);
        request.Headers.Host = null;
        var kind = $"{request.Method} {Route(path)}";
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode is not HttpStatusCode.TooManyRequests && (int)answer.StatusCode < 500)
                return (answer, null);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            var code = body.Split("\"code\":\"") is [_, var rest] ? rest[..rest.IndexOf('"', StringComparison.Ordinal)]
                : body;
            return (answer, $"{kind} {(int)answer.StatusCode} {code}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (null, $"{kind} {exception.GetBaseException().Message}");
        }
    }

    private static string Route(string path) => string.Join('/', path.Split('?')[0].Split('/').Take(4));

    private static double Percentile(IEnumerable<double> times, double part)
    {
        double[] sorted = [.. times.Order()];
        return sorted[(int)(part * (sorted.Length - 1))];
    }
}
