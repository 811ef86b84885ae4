using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Reels.Api.Media.Uploads;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// Removes uploads that were never used, and the memory of old requests. Any number of API nodes may do this at once.
/// Nothing goes on a guess: where the references can't be seen, the sweep ends there, and the next one asks again;
/// where they are not those of these media, no upload goes.
/// </summary>
internal sealed class MediaSweeper(
    IMediaStore store, MediaKeys keys, IGrainFactory grains, ReferencesMark mark, IOptions<SweepOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    // Where the last sweep of each folder ended. What had a reference then is erased with its last one, so it is never
    // asked about again. A node that starts anew looks through everything once.
    private readonly Dictionary<string, string> _marks = [];

    /// <exception cref="Exception">A store or the cluster is away. What was swept until then stays swept; the rest is
    /// kept.</exception>
    /// <returns>False where the references are of other media than these: every upload was left alone.</returns>
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
            // What this installation didn't mint isn't its to remove.
            var minted = batch.Where(found => UploadedAt(found) is not null).Select(found => found.Key)
                .ToImmutableArray();

            // Not cancelled: at a stop, the cancellation would chase a silo that is leaving; the call is short.
            var unused = await grains.GetGrain<IMediaReferencesGrain>(0)
                .FindUnreferenced(minted, CancellationToken.None);
            foreach (var key in unused)
                await deletions.DeleteAsync(key, cancellationToken);

            // The next sweep begins with what could not be deleted.
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
