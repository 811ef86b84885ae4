using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Reels.Api.Media.Uploads;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// Erases the unused uploads of deleted users, which no delete has queued, and the records of their idempotency keys.
/// Any number of API nodes may run it in parallel.
/// </summary>
internal sealed class DeletedOwners(
    IMediaStore store, MediaKeys keys, IGrainFactory grains, IOptions<SweepOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    // An upload that is older than the sweep allows was used or is already swept; an hour for clocks that differ.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <exception cref="Exception">A store or the cluster is unavailable. Objects erased until then stay erased; the
    /// next call tries the others again.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        // No cancellation: during a shutdown it would be sent after the call to a silo that is leaving. The calls are
        // short.
        var references = grains.GetGrain<IMediaReferencesGrain>(0);
        var users = await references.NextDeletedOwners(options.Value.Batch, CancellationToken.None);
        if (users.IsEmpty)
            return;
        var owners = users.ToFrozenSet();
        var deletions = new Deletions(store);
        foreach (var kind in MediaKeys.Kinds)
            await SweepUploadsAsync(MediaKeys.FolderOf(kind), owners, deletions, cancellationToken);
        foreach (var owner in users)
            await SweepRequestsAsync(owner, deletions, cancellationToken);
        deletions.ThrowIfAnyFailed();
        await references.MarkDeletedOwnersSwept(users);
    }

    private async Task SweepUploadsAsync(
        string folder, FrozenSet<string> owners, Deletions deletions, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - options.Value.UploadsAfter - options.Value.Interval - Slack;
        await foreach (var found in store.List(folder, MediaKeys.FirstOf(folder, since), cancellationToken))
        {
            if (IsOf(owners, found.Key))
                await deletions.DeleteAsync(found.Key, cancellationToken);
        }
    }

    private async Task SweepRequestsAsync(string owner, Deletions deletions, CancellationToken cancellationToken)
    {
        await foreach (var found in store.List(UploadReplays.FolderOf(owner), null, cancellationToken))
            await deletions.DeleteAsync(found.Key, cancellationToken);
    }

    private bool IsOf(FrozenSet<string> owners, string key) =>
        keys.TryRead(key, out _, out var owner) && owners.Contains(owner);
}

/// <summary>
/// Deletes objects one by one and collects failures, so that an object that can't be deleted does not block others.
/// </summary>
internal sealed class Deletions(IMediaStore store)
{
    private readonly Dictionary<string, Exception> _failed = [];

    /// <summary>Keys whose objects could not be deleted, and why.</summary>
    public IReadOnlyDictionary<string, Exception> Failed => _failed;

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever the cause, the other objects may still be deletable.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _failed[key] = exception;
        }
    }

    /// <exception cref="AggregateException">An object could not be deleted.</exception>
    public void ThrowIfAnyFailed()
    {
        if (_failed.Count > 0)
            throw new AggregateException(_failed.Values);
    }
}
