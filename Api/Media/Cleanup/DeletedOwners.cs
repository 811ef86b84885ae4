using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Reels.Api.Media.Uploads;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// Erases what deleted users have uploaded and not used, which no delete has queued, and the memory of their requests.
/// Any number of API nodes may do this at once.
/// </summary>
internal sealed class DeletedOwners(
    IMediaStore store, MediaKeys keys, IGrainFactory grains, IOptions<SweepOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>
    /// What is older than an upload may wait for its use was used, or is swept already; an hour for clocks that are
    /// apart.
    /// </summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <exception cref="Exception">A store or the cluster is away. What was erased stays erased; the rest is tried
    /// again.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        // Not cancelled: at a stop, the cancellation would chase a silo that is leaving; the calls are short.
        var references = grains.GetGrain<IMediaReferencesGrain>(0);
        var users = await references.NextDeletedOwners(options.Value.Batch, CancellationToken.None);
        if (users.IsEmpty)
            return;
        var owners = users.ToFrozenSet();
        var deletions = new Deletions(store);
        foreach (var folder in MediaKeys.Folders)
            await SweepUploadsAsync(folder, owners, deletions, cancellationToken);
        await SweepRequestsAsync(owners, deletions, cancellationToken);
        deletions.ThrowIfAnyFailed();
        await references.MarkDeletedOwnersSwept(users);
    }

    private async Task SweepUploadsAsync(string folder, FrozenSet<string> owners, Deletions deletions,
        CancellationToken cancellationToken)
    {
        var since = MediaKeys.FirstOf(folder,
            time.GetUtcNow() - options.Value.UploadsAfter - options.Value.Interval - Slack);
        await foreach (var found in store.List(folder, since, cancellationToken))
        {
            if (IsOf(owners, found.Key))
                await deletions.DeleteAsync(found.Key, cancellationToken);
        }
    }

    private async Task SweepRequestsAsync(FrozenSet<string> owners, Deletions deletions,
        CancellationToken cancellationToken)
    {
        await foreach (var found in store.List(UploadReplays.Folder, null, cancellationToken))
        {
            var request = await store.ReadAsync(found.Key, cancellationToken) is { } json
                ? JsonSerializer.Deserialize<UploadReplay>(json)
                : null;
            if (request is not null && IsOf(owners, request.Key))
                await deletions.DeleteAsync(found.Key, cancellationToken);
        }
    }

    private bool IsOf(FrozenSet<string> owners, string key) =>
        keys.TryRead(key, out _, out var owner) && owners.Contains(owner);
}
