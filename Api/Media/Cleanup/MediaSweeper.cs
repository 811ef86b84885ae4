using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Options;
using Reels.Api.Cluster;
using Reels.Api.Media.Uploads;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>Settings of the sweep of unused uploads; bound to <c>Media:Sweep</c>.</summary>
internal sealed class SweepOptions
{
    public const string Section = "Media:Sweep";

    /// <summary>Time between two sweeps of an API node.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Age at which an unreferenced upload is deleted. A post may use an upload for 24 h, by the clock of a silo. The
    /// extra hour covers clocks that differ, and a post in progress when its upload expires: long before the sweep
    /// asks, the post has its reference or was refused.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:15:00", "30.00:00:00")]
    public TimeSpan UploadsAfter { get; set; } = TimeSpan.FromHours(25);

    /// <summary>
    /// Age at which the record of an upload's idempotency key is deleted. The API promises at least 24 h.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:15:00", "30.00:00:00")]
    public TimeSpan RequestsAfter { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Uploads in one query for references.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 500;
}

/// <summary>
/// Deletes uploads that were never used, and old records of idempotency keys. Any number of API nodes may sweep in
/// parallel. Nothing is deleted on a guess: where references can't be read, the sweep ends, and the next one asks
/// again; where they belong to other media, no upload is deleted.
/// </summary>
internal sealed class MediaSweeper(
    IMediaStore store, MediaKeys keys, IGrainFactory grains, ReferencesMark mark, IOptions<SweepOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    // Per folder, the last key of the last sweep. Uploads that were referenced then are erased with their last
    // reference, so the sweep never asks about them again. A restarted node scans everything once.
    private readonly Dictionary<string, string> _marks = [];

    /// <exception cref="Exception">A store or the cluster is unavailable. Uploads deleted until then stay deleted; the
    /// others are kept.</exception>
    /// <returns>False where the references belong to other media: all uploads were kept.</returns>
    public async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        var ours = await mark.IsOfTheseAsync(cancellationToken);
        var deletions = new Deletions(store);
        if (ours)
        {
            foreach (var folder in MediaKeys.Folders)
                await SweepUploadsAsync(folder, deletions, cancellationToken);
        }
        await SweepRequestsAsync(deletions, cancellationToken);
        deletions.ThrowIfAnyFailed();
        return ours;
    }

    private async Task SweepUploadsAsync(string folder, Deletions deletions, CancellationToken cancellationToken)
    {
        var due = time.Now() - options.Value.UploadsAfter;
        var old = store.List(folder, _marks.GetValueOrDefault(folder), cancellationToken)
            .TakeWhile(found => UploadedAt(found) is not { } at || at < due);
        await foreach (var batch in old.Chunk(options.Value.Batch).WithCancellation(cancellationToken))
        {
            // Only keys that this installation minted are its own to delete.
            var minted = batch.Where(found => UploadedAt(found) is not null).Select(found => found.Key)
                .ToImmutableArray();

            // No cancellation: during a shutdown it would be sent after the call to a silo that is leaving. The call
            // is short.
            var unused = await grains.GetGrain<IMediaReferencesGrain>(0)
                .FindUnreferenced(minted, CancellationToken.None);
            foreach (var key in unused)
                await deletions.DeleteAsync(key, cancellationToken);

            // After a failed deletion the mark stays, so that the next sweep tries again.
            if (deletions.Failed.Count == 0)
                _marks[folder] = batch[^1].Key;
        }
    }

    private async Task SweepRequestsAsync(Deletions deletions, CancellationToken cancellationToken)
    {
        var due = time.Now() - options.Value.RequestsAfter;
        await foreach (var request in store.List(UploadReplays.Folder, null, cancellationToken)
            .Where(request => request.Created < due).WithCancellation(cancellationToken))
        {
            await deletions.DeleteAsync(request.Key, cancellationToken);
        }
    }

    private DateTimeOffset? UploadedAt(MediaObject found) =>
        keys.TryRead(found.Key, out var item, out _) ? item.UploadedAt : null;
}

/// <summary>
/// A small object in the media store with the id of the database of references, written by the first sweep. An emptied
/// or replaced database has no references, and without this check every upload would be deleted.
/// </summary>
internal sealed class ReferencesMark(IMediaStore store, IGrainFactory grains)
{
    public const string Key = "references/store";

    /// <summary>Whether the database of references is the one that belongs to these media.</summary>
    /// <exception cref="Exception">A store or the cluster is unavailable.</exception>
    public async Task<bool> IsOfTheseAsync(CancellationToken cancellationToken)
    {
        // No cancellation, for the same reason as in the sweep.
        var current = Encoding.ASCII.GetBytes(
            await grains.GetGrain<IMediaReferencesGrain>(0).StoreId(CancellationToken.None));
        if (await store.ReadAsync(Key, cancellationToken) is null)
            await store.PutIfAbsentAsync(Key, current, cancellationToken);
        return await store.ReadAsync(Key, cancellationToken) is { } kept && kept.AsSpan().SequenceEqual(current);
    }
}

/// <summary>Sweeps at every interval.</summary>
internal sealed partial class SweepWorker(
    MediaSweeper sweeper, ClusterConnection cluster, IOptions<SweepOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time,
    ILogger<SweepWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await cluster.Connected.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!await sweeper.SweepAsync(stoppingToken))
                    LogOtherDatabase(ReferencesMark.Key);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is unavailable, the next sweep tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (!cluster.OnFailed(exception))
                    LogPaused(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(402, LogLevel.Warning,
        "The sweep of unused uploads stopped early ({Exception}); the next one continues")]
    private partial void LogPaused(string exception);

    [LoggerMessage(403, LogLevel.Error,
        "The database was emptied or replaced after these media were stored, so it can't tell which uploads are "
        + "unused; the sweep keeps all uploads. Restore the database, or, if this one is right, delete {Mark} from "
        + "the media")]
    private partial void LogOtherDatabase(string mark);
}
