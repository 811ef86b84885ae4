using Orleans.Runtime.Messaging;
using Reels.Grains.Interfaces;

namespace Reels.Api.Cluster;

/// <summary>
/// Whether the silos answer this process. Logs an outage twice: when it begins, and when it has ended.
/// </summary>
/// <param name="separate">Whether the silos are other processes. The silo of this process answers from the start to
/// the end.</param>
internal sealed partial class ClusterConnection(
    bool separate, [FromKeyedServices(Clock.Key)] TimeProvider time, IHostApplicationLifetime lifetime,
    ILogger<ClusterConnection> logger)
{
    /// <summary>
    /// Time after an answer in which a single failed call proves no outage, unless the connection itself has failed.
    /// Also the shortest time without a failure before an outage counts as ended. Four intervals of the poll of
    /// revocations.
    /// </summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time before and after an outage in which single failed calls belong to it: a silo that is stopped refuses some
    /// calls before it closes its connections, and calls from before the end may still time out.
    /// </summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(10);

    /// <summary>Time without an answer after which silos count as silent: three intervals of the poll.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(1.5);

    /// <summary>Shortest time between two log lines about single calls.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _reached = Completion(!separate);
    private readonly TaskCompletionSource _connected = Completion(!separate);
    private volatile bool _serving = !separate;
    private long? _answeredAt;
    private long? _failedAt;
    private long? _outageSince;
    private long? _outageEndedAt;
    private (long At, string Exception)? _single;
    private long? _singleLoggedAt;

    /// <summary>Completes when a silo was found. Before, the client knows neither silos nor grains.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Whether a silo was found that has not refused this process.</summary>
    public bool IsConnected => _connected.Task.IsCompleted;

    /// <summary>Completes when <see cref="IsConnected"/> is true.</summary>
    public Task Connected => _connected.Task;

    /// <summary>
    /// Whether requests are served. They are from the first connection on, once the revocations from before it were
    /// read; a later outage fails each request by itself.
    /// </summary>
    public bool IsServing => _serving;

    /// <summary>
    /// Whether an outage was logged that has not ended, or has ended so recently that calls from before its end may
    /// still time out.
    /// </summary>
    public bool IsOutage
    {
        get
        {
            lock (_lock)
                return _outageSince is not null || IsWithin(Aftermath, _outageEndedAt);
        }
    }

    /// <summary>Whether a silo has answered any call just now.</summary>
    public bool IsAnswering
    {
        get
        {
            lock (_lock)
                return !separate || IsWithin(Silent, _answeredAt);
        }
    }

    public void MarkReached() => _reached.TrySetResult();

    public void MarkConnected() => _connected.TrySetResult();

    public void MarkServing() => _serving = true;

    /// <summary>Whether an exception of a grain call means that no silo has answered the call.</summary>
    /// <remarks>
    /// In one process a call times out only in a grain that waits for a store, so a timeout is the store's there.
    /// </remarks>
    public bool IsUnanswered(Exception exception) => exception
        is OrleansMessageRejectionException or ConnectionFailedException or GatewayTooBusyException
            or ClientNotAvailableException
        || (separate && exception is TimeoutException);

    /// <summary>Records an answer of a silo.</summary>
    public void OnAnswered()
    {
        lock (_lock)
        {
            _answeredAt = time.GetTimestamp();
            LogSingleOnce();
            if (_outageSince is not { } since || IsWithin(Recent, _failedAt))
                return;
            LogEnded((long)time.GetElapsedTime(since).TotalSeconds);
            _outageSince = null;
            _outageEndedAt = _answeredAt;
        }
    }

    /// <summary>Records a failed call.</summary>
    /// <returns>Whether the failure needs no log line of its caller: no silo has answered, which is logged
    /// here.</returns>
    public bool OnFailed(Exception exception)
    {
        if (!separate || !IsUnanswered(exception))
            return false;
        // A stop breaks the calls that are running.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return true;
        lock (_lock)
        {
            if (exception is not ConnectionFailedException && IsWithin(Recent, _answeredAt))
            {
                _single ??= (time.GetTimestamp(), exception.GetType().Name);
                return true;
            }

            _failedAt = time.GetTimestamp();
            if (_outageSince is null)
                LogBegun();
            _outageSince ??= _failedAt;
            _single = null;
            return true;
        }
    }

    /// <summary>Logs a single failed call once it is clear that no outage began with it or caused it.</summary>
    private void LogSingleOnce()
    {
        if (_single is not { } single || IsWithin(Aftermath, single.At))
            return;
        _single = null;
        if (IsOutage || IsWithin(Quiet, _singleLoggedAt))
            return;
        LogSingle(single.Exception);
        _singleLoggedAt = time.GetTimestamp();
    }

    private bool IsWithin(TimeSpan limit, long? at) => at is { } moment && time.GetElapsedTime(moment) < limit;

    private static TaskCompletionSource Completion(bool completed)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (completed)
            source.SetResult();
        return source;
    }

    [LoggerMessage(140, LogLevel.Warning,
        "No silo answers; retrying, and answering cluster_unavailable where a silo is needed")]
    private partial void LogBegun();

    // A warning, because an operator who has read the first line waits for this one.
    [LoggerMessage(141, LogLevel.Warning, "A silo answers, {Seconds} s after the first failure; serving all requests")]
    private partial void LogEnded(long seconds);

    [LoggerMessage(142, LogLevel.Warning,
        "No silo answered one call ({Exception}), though silos answer others; its request was answered "
            + "cluster_unavailable. The next such line comes in a minute at the earliest")]
    private partial void LogSingle(string exception);
}
