using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Media;

/// <summary>
/// Adds and removes references. Those to one upload are a partition with their number, which changes in the same
/// conditional step: so a post and the delete of the last other reel can't both succeed.
/// </summary>
internal sealed class ReferenceRows(CassandraSession session)
{
    /// <summary>
    /// Other processes that change the references of one upload concurrently are few: the silos of its owner.
    /// </summary>
    private const int MaxAttempts = 20;

    /// <summary>False where the upload has lost its last reference. A reference that exists stays.</summary>
    public Task<bool> TryReferAsync(string mediaKey, Holder holder, CancellationToken cancellationToken) =>
        session.Gates.RunAsync(Partition(mediaKey), async () =>
        {
            int? refs = null;
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (await session.TryTogetherAsync(
                    [
                        ReferenceQueries.Add.With(mediaKey, holder.ReelId, holder.CreatedAt),
                        ReferenceQueries.CountAdded.With((refs ?? 0) + 1, mediaKey, refs),
                    ],
                    cancellationToken))
                {
                    return true;
                }

                var (isHeld, found, isGone) = await ReadAsync(mediaKey, holder, cancellationToken);
                if (isHeld || isGone)
                    return isHeld;
                refs = found;
            }

            throw StoreUnavailableException.Contended();
        });

    /// <summary>Removes the reference.</summary>
    /// <param name="mediaKey">The upload.</param>
    /// <param name="holder">The reel; it need not have the reference.</param>
    /// <param name="isUsed">Whether the reel was ever made. Only then may bytes be erased with the last reference, and
    /// nothing can refer to the upload again.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Whether the upload has no reference now.</returns>
    public Task<bool> LetGoAsync(string mediaKey, Holder holder, bool isUsed, CancellationToken cancellationToken) =>
        session.Gates.RunAsync(Partition(mediaKey), async () =>
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var (isHeld, refs, _) = await ReadAsync(mediaKey, holder, cancellationToken);
                if (!isHeld)
                    return refs is null or 0;
                var count = refs > 1
                    ? ReferenceQueries.CountRemoved.With(refs - 1, mediaKey, refs)
                    : (isUsed ? ReferenceQueries.MarkGone : ReferenceQueries.MarkUnused).With(mediaKey, refs);
                if (await session.TryTogetherAsync(
                    [ReferenceQueries.Remove.With(mediaKey, holder.ReelId, holder.CreatedAt), count],
                    cancellationToken))
                {
                    return refs is not > 1;
                }
            }

            throw StoreUnavailableException.Contended();
        });

    private async Task<(bool IsHeld, int? Refs, bool IsGone)> ReadAsync(string mediaKey, Holder holder,
        CancellationToken cancellationToken)
    {
        var own = await session.FirstAsync(
            ReferenceQueries.Get.With(mediaKey, holder.ReelId, holder.CreatedAt), cancellationToken);
        var row = own ?? await session.FirstAsync(ReferenceQueries.Count.With(mediaKey), cancellationToken);
        return (own is not null, row?.GetValue<int?>("refs"), row?.GetValue<bool?>("gone") == true);
    }

    private static string Partition(string mediaKey) => $"media_refs {mediaKey}";
}

/// <summary>
/// A reel as it is posted. Two posts with one id have different times unless they are the same post, so that the one
/// that loses can let its references go.
/// </summary>
internal readonly record struct Holder(Guid ReelId, DateTimeOffset CreatedAt);
