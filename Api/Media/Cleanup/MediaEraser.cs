using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Reels.Api.Cluster;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>Settings of the erasure of deleted media; bound to <c>Media:Erasure</c>.</summary>
internal sealed class ErasureOptions
{
    public const string Section = "Media:Erasure";

    /// <summary>
    /// Time between two reads of the queue of keys to erase. Most keys are erased by the delete itself; this read
    /// finds the rest.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Keys in one read of the queue.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 100;

    /// <summary>Longest time for which the answer to a delete waits until the bytes are erased.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:03")]
    public TimeSpan DeleteWaits { get; set; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Erases bytes that nothing refers to any more. Every step may be repeated, by this node or another.
/// </summary>
internal sealed partial class MediaEraser(
    IMediaStore store, IGrainFactory grains, IOptions<ErasureOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<MediaEraser> logger)
{
    // Keys that could not be erased, kept so that they don't fill the batches.
    private readonly HashSet<string> _stuck = [];

    /// <summary>
    /// Erases the media that a delete has just freed, so that they are 404 immediately. Takes at most
    /// <see cref="ErasureOptions.DeleteWaits"/> and never throws: the keys are queued in any case, and a failure here
    /// is repaired in the background.
    /// </summary>
    public async Task EraseNowAsync(ImmutableArray<string> keys)
    {
        if (keys.IsDefaultOrEmpty)
            return;
        using var limit = new CancellationTokenSource(options.Value.DeleteWaits, time);
        try
        {
            // On another thread: a slow disk may block the call without returning a task.
            var deletions = new Deletions(store);
            await Task.Run(() => EraseAsync(keys, deletions, limit.Token), limit.Token).WaitAsync(limit.Token);
            if (deletions.Failed.Count > 0)
                LogLater(deletions.Failed.Count, deletions.Failed.Values.First().GetType().Name);
        }
#pragma warning disable CA1031 // The delete is committed, whatever happens to the bytes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLater(keys.Length, exception.GetType().Name);
        }
    }

    /// <summary>
    /// Erases all queued keys, then tries again those that could not be erased before. Not thread-safe.
    /// </summary>
    /// <exception cref="Exception">Some keys can't be erased now, or the cluster is unavailable. Keys erased until
    /// then stay erased.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var references = grains.GetGrain<IMediaReferencesGrain>(0);
        var deletions = new Deletions(store);
        while (true)
        {
            var max = options.Value.Batch + _stuck.Count;

            // No cancellation: during a shutdown it would be sent after the call to a silo that is leaving. The call
            // is short.
            var keys = await references.NextErasures(max, CancellationToken.None);
            await EraseAsync(keys.RemoveAll(_stuck.Contains), deletions, cancellationToken);
            if (keys.Length == max && deletions.Failed.Count == 0)
                continue;

            await EraseAsync(keys.RemoveAll(key => !_stuck.Contains(key)), deletions, cancellationToken);
            _stuck.Clear();
            _stuck.UnionWith(deletions.Failed.Keys);
            deletions.ThrowIfAnyFailed();
            return;
        }
    }

    /// <summary>Deletes the bytes, and takes the keys of deleted ones off the queue.</summary>
    private async Task EraseAsync(ImmutableArray<string> keys, Deletions deletions, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
            await deletions.DeleteAsync(key, cancellationToken);
        var erased = keys.RemoveAll(deletions.Failed.ContainsKey);
        if (erased.Length > 0)
            await grains.GetGrain<IMediaReferencesGrain>(0).MarkErased(erased);
    }

    [LoggerMessage(400, LogLevel.Information,
        "{Count} media objects could not be erased with their delete ({Exception}); erasing them in the background")]
    private partial void LogLater(int count, string exception);
}

/// <summary>
/// Erases queued keys and unused uploads of deleted users at every interval. Any number of API nodes may run it in
/// parallel.
/// </summary>
internal sealed partial class ErasureWorker(
    MediaEraser eraser, DeletedOwners owners, ClusterConnection cluster, IOptions<ErasureOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<ErasureWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await cluster.Connected.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Each by itself: an object that can't be erased must not block the uploads of deleted users.
            var failure = await TryAsync(eraser.DrainAsync, stoppingToken);
            failure = await TryAsync(owners.SweepAsync, stoppingToken) ?? failure;
            // The outage has its own log line, and a failure after it gets one again.
            if (failure is not null && cluster.OnFailed(failure))
                failure = null;
            if (failure is not null && !failing)
                LogFailed(failure.GetBaseException().GetType().Name);
            failing = failure is not null;
        }
    }

    /// <returns>The failure, or null.</returns>
    private static async Task<Exception?> TryAsync(Func<CancellationToken, Task> erase, CancellationToken stoppingToken)
    {
        try
        {
            await erase(stoppingToken);
            return null;
        }
#pragma warning disable CA1031 // Whatever is unavailable, the next interval tries again.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    [LoggerMessage(401, LogLevel.Warning,
        "Media could not be erased ({Exception}); retrying at every interval, without another message until it works")]
    private partial void LogFailed(string exception);
}
