using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
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
/// parallel. Nothing is deleted on a guess, and each kind is swept by itself: where its references can't be read, its
/// sweep ends, and the next one continues; where they belong to other media, none of its uploads is deleted.
/// </summary>
internal sealed class MediaSweeper(
    IMediaStore store, MediaKeys keys, IGrainFactory grains, ReferencesMark mark, IOptions<SweepOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    // The last key of the last sweep. Uploads that were referenced then are erased with their last reference, so the
    // sweep never asks about them again. A restarted node scans everything once.
    private readonly Dictionary<MediaKind, string> _marks = [];

    /// <exception cref="Exception">The media store is unavailable. Nothing was deleted.</exception>
    public async Task<SweepResult> SweepAsync(CancellationToken cancellationToken)
    {
        await mark.DivideAsync(cancellationToken);
        var foreign = new List<MediaKind>();
        var failures = new List<SweepFailure>();
        foreach (var kind in MediaKeys.Kinds)
        {
            await TryAsync(
                MediaKeys.FolderOf(kind),
                async () =>
                {
                    if (await mark.IsOfTheseAsync(kind, cancellationToken))
                        await SweepUploadsAsync(kind, cancellationToken);
                    else
                        foreign.Add(kind);
                },
                failures,
                cancellationToken);
        }

        await TryAsync(UploadReplays.Folder, () => SweepRequestsAsync(cancellationToken), failures, cancellationToken);
        return new(foreign, failures);
    }

    private static async Task TryAsync(string folder, Func<Task> sweep, List<SweepFailure> failures,
        CancellationToken cancellationToken)
    {
        try
        {
            await sweep();
        }
#pragma warning disable CA1031 // Whatever is unavailable, the other folders may still be swept.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            failures.Add(new(folder, exception));
        }
    }

    private async Task SweepUploadsAsync(MediaKind kind, CancellationToken cancellationToken)
    {
        var deletions = new Deletions(store);
        var due = time.Now() - options.Value.UploadsAfter;
        var old = store.List(MediaKeys.FolderOf(kind), _marks.GetValueOrDefault(kind), cancellationToken)
            .TakeWhile(found => UploadedAt(found) is not { } at || at < due);
        await foreach (var batch in old.Chunk(options.Value.Batch).WithCancellation(cancellationToken))
        {
            // Only keys that this installation minted are its own to delete.
            var minted = batch.Where(found => UploadedAt(found) is not null).Select(found => found.Key)
                .ToImmutableArray();

            // No cancellation: during a shutdown it would be sent after the call to a silo that is leaving. The call
            // is short.
            var unused = await grains.GetGrain<IMediaReferencesGrain>(0)
                .FindUnreferenced(kind, minted, CancellationToken.None);
            foreach (var key in unused)
                await deletions.DeleteAsync(key, cancellationToken);

            // After a failed deletion the mark stays, so that the next sweep tries again.
            if (deletions.Failed.Count == 0)
                _marks[kind] = batch[^1].Key;
        }

        deletions.ThrowIfAnyFailed();
    }

    private async Task SweepRequestsAsync(CancellationToken cancellationToken)
    {
        if (store.ExpiresRequests)
            return;
        var deletions = new Deletions(store);
        var due = time.Now() - options.Value.RequestsAfter;
        await foreach (var request in store.List(UploadReplays.Folder, null, cancellationToken)
            .Where(request => request.Created < due).WithCancellation(cancellationToken))
        {
            await deletions.DeleteAsync(request.Key, cancellationToken);
        }

        deletions.ThrowIfAnyFailed();
    }

    private DateTimeOffset? UploadedAt(MediaObject found) =>
        keys.TryRead(found.Key, out var item, out _) ? item.UploadedAt : null;
}

/// <param name="Foreign">Kinds whose references belong to other media: all their uploads were kept.</param>
/// <param name="Failures">Folders whose sweep ended early. Objects deleted until then stay deleted; others are kept.
/// </param>
internal sealed record SweepResult(IReadOnlyList<MediaKind> Foreign, IReadOnlyList<SweepFailure> Failures);

internal sealed record SweepFailure(string Folder, Exception Exception);

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
                Log(await sweeper.SweepAsync(stoppingToken));
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
                    LogPaused("all folders", exception.GetType().Name);
            }
        }
    }

    private void Log(SweepResult result)
    {
        foreach (var kind in result.Foreign)
            LogOtherDatabase(MediaKeys.FolderOf(kind), ReferencesMark.KeyOf(kind));
        foreach (var (folder, exception) in result.Failures)
        {
            if (!cluster.OnFailed(exception))
                LogPaused(folder, exception.GetType().Name);
        }
    }

    [LoggerMessage(402, LogLevel.Warning,
        "The sweep of {Folder} stopped early ({Exception}); the next one continues")]
    private partial void LogPaused(string folder, string exception);

    [LoggerMessage(403, LogLevel.Error,
        "The database with the references to {Folder} was emptied or replaced after these media were stored, so it "
        + "can't tell which uploads are unused; the sweep keeps all of them, and goes on with other folders. Restore "
        + "the database, or, if this one is right, delete {Mark} from the media")]
    private partial void LogOtherDatabase(string folder, string mark);
}
