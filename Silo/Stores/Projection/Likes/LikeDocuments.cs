using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Changes likes in the projection. The next version of a reel's document commits rows and their count in one step; the
/// rows are stored after it. Each reader of a document first stores the rows that it finds pending, so a crash in
/// between leaves nothing undone.
/// </summary>
internal sealed class LikeDocuments(LikeSide<ILikeProjection> projection, LikeEpoch epoch)
{
    /// <summary>Most rows that one version commits.</summary>
    public const int MaxRows = 500;

    private const int MaxAttempts = 50;
    private const int MaxReelsConcurrently = 8;

    public async ValueTask<ReelDocument> GetAsync(Guid reelId, CancellationToken cancellationToken) =>
        (await GetManyAsync([reelId], cancellationToken))[reelId];

    /// <summary>The documents of these reels, whose rows are all stored.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, ReelDocument>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken)
    {
        var found = await projection.CallAsync((side, limit) => side.GetManyAsync(reelIds, limit), cancellationToken);
        await Task.WhenAll(found.Select(document => StorePendingAsync(document, cancellationToken)));
        var documents = reelIds.Distinct().ToDictionary(id => id, ReelDocument.None);
        foreach (var document in found)
            documents[document.ReelId] = document;
        return documents;
    }

    /// <summary>Stores a document's next version. Returns whether no other came first.</summary>
    public ValueTask<bool> TryPutAsync(ReelDocument next, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return projection.CallAsync((side, limit) => side.TryPutAsync(next, limit), cancellationToken);
    }

    /// <summary>
    /// Takes a reel over from the truth, if that has it, and applies a batch here. Returns the count; null where the
    /// reel is closed. States that stay get a row of the new epoch too: older ones of the tail must not win over them.
    /// </summary>
    public async ValueTask<long?> ApplyAsync(Guid reelId, IReadOnlyList<LikeChange> changes,
        CancellationToken cancellationToken)
    {
        var document = await ChangeAsync(
            reelId,
            async current =>
            {
                var stored = await GetRowsAsync(reelId, changes.Select(change => change.UserId), cancellationToken);
                var isTakenOver = current is { Version: > 0, IsInTruth: false };
                var taken = isTakenOver ? current.Epoch : await epoch.TakeOverAsync(current, cancellationToken);
                var rows = Apply(reelId, changes, stored, new(taken, current.Version + 1))
                    .Where(row => !(isTakenOver && stored.TryGetValue(row.UserId, out var was)
                        && row == was with { Seq = row.Seq } && was.Seq.Epoch == taken))
                    .ToImmutableArray();
                return rows.IsEmpty ? null : Commit(current, rows, stored) with
                {
                    Epoch = taken,
                    Checked = Math.Max(current.Checked, taken),
                    IsInTruth = false,
                };
            },
            cancellationToken);
        return document.IsClosed ? null : document.Count;
    }

    /// <summary>Merges rows of any reels and users.</summary>
    public async Task MergeAllAsync(IEnumerable<LikeRow> rows, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = MaxReelsConcurrently,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(rows.GroupBy(row => row.ReelId), options, async (reel, token) =>
        {
            var newest = reel.GroupBy(row => row.UserId).Select(ofUser => ofUser.MaxBy(row => row.Seq)!);
            foreach (var chunk in newest.Chunk(MaxRows))
                await MergeAsync(reel.Key, chunk, token);
        });
    }

    /// <summary>
    /// Merges rows of the tail: those that have a higher seq than the stored ones. If they are of an older epoch than
    /// the copy in the truth, that lacks them, and the reel is taken over, to be loaded again. A reel without a
    /// document was begun in the truth alone.
    /// </summary>
    /// <param name="rows">Up to <see cref="MaxRows"/>, of different users.</param>
    private async ValueTask MergeAsync(Guid reelId, IReadOnlyCollection<LikeRow> rows,
        CancellationToken cancellationToken) => await ChangeAsync(
        reelId,
        async current =>
        {
            var stored = await GetRowsAsync(reelId, rows.Select(row => row.UserId), cancellationToken);
            var newer = rows.Where(row => !stored.TryGetValue(row.UserId, out var was) || was.Seq < row.Seq)
                .ToImmutableArray();
            if (newer.IsEmpty)
                return null;
            var next = Commit(current, newer, stored);
            if (current.Version == 0)
            {
                var begun = newer.Max(row => row.Seq.Epoch);
                return next with { Epoch = begun, Checked = begun, IsInTruth = true };
            }

            if (!current.IsInTruth || newer.All(row => row.Seq.Epoch >= current.Epoch))
                return next;
            var taken = await epoch.TakeOverAsync(current, cancellationToken);
            return next with { Epoch = taken, Checked = taken, IsInTruth = false };
        },
        cancellationToken);

    /// <summary>Closes a reel for good.</summary>
    public async ValueTask CloseAsync(Guid reelId, CancellationToken cancellationToken) => await ChangeAsync(
        reelId,
        current => ValueTask.FromResult<ReelDocument?>(current.Next() with { IsClosed = true, Count = 0 }),
        cancellationToken);

    /// <summary>Whether each user likes the reel, for those who have a row.</summary>
    public async ValueTask<IReadOnlyDictionary<string, bool>> GetStatesAsync(Guid reelId,
        IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        await GetAsync(reelId, cancellationToken);
        var rows = await GetRowsAsync(reelId, userIds, cancellationToken);
        return userIds.ToDictionary(id => id, id => LikeRow.IsLiked(rows.GetValueOrDefault(id)));
    }

    /// <summary>Those of the reels that the user likes.</summary>
    public async ValueTask<IEnumerable<Guid>> WhichLikedAsync(string userId, IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken)
    {
        var documents = await GetManyAsync(reelIds, cancellationToken);
        var rows = await projection.CallAsync((side, limit) => side.GetRowsAsync(reelIds, [userId], limit),
            cancellationToken);
        return rows.Where(row => row.Liked && !documents[row.ReelId].IsClosed).Select(row => row.ReelId);
    }

    private static List<LikeRow> Apply(Guid reelId, IReadOnlyList<LikeChange> changes,
        Dictionary<string, LikeRow> stored, LikeSeq seq)
    {
        var rows = new Dictionary<string, LikeRow>();
        foreach (var (userId, liked, at) in changes)
        {
            var was = rows.GetValueOrDefault(userId) ?? stored.GetValueOrDefault(userId);
            rows[userId] = was?.Liked == liked
                ? was with { Seq = seq }
                : new(reelId, userId, liked, at, seq);
        }

        return [.. rows.Values];
    }

    private static ReelDocument Commit(ReelDocument current, ImmutableArray<LikeRow> rows,
        Dictionary<string, LikeRow> stored) => current.Next() with
        {
            Pending = rows,
            Count = current.Count + rows.Sum(row => (row.Liked ? 1 : 0)
                - (LikeRow.IsLiked(stored.GetValueOrDefault(row.UserId)) ? 1 : 0)),
        };

    /// <summary>
    /// Changes a document, unless it is closed or the change is null. Returns it as it is then. Writers that lose
    /// against others compute their change again.
    /// </summary>
    private async ValueTask<ReelDocument> ChangeAsync(Guid reelId, Func<ReelDocument, ValueTask<ReelDocument?>> change,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var current = await GetAsync(reelId, cancellationToken);
            if (current.IsClosed || await change(current) is not { } next)
                return current;
            if (!await TryPutAsync(next, cancellationToken))
                continue;
            try
            {
                await StorePendingAsync(next, CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // It is committed: the next reader stores the rows.
            }

            return next;
        }

        throw StoreUnavailableException.Contended();
    }

    private async Task StorePendingAsync(ReelDocument document, CancellationToken cancellationToken)
    {
        var (reelId, version, pending) = (document.ReelId, document.Version, document.Pending);
        if (pending.IsEmpty)
            return;
        await projection.CallAsync((side, limit) => side.PutRowsAsync(pending, document.Epoch, limit),
            cancellationToken);
        await projection.CallAsync((side, limit) => side.ClearPendingAsync(reelId, version, limit), cancellationToken);
    }

    private async ValueTask<Dictionary<string, LikeRow>> GetRowsAsync(Guid reelId, IEnumerable<string> userIds,
        CancellationToken cancellationToken)
    {
        string[] users = [.. userIds.Distinct()];
        var rows = await projection.CallAsync((side, limit) => side.GetRowsAsync([reelId], users, limit),
            cancellationToken);
        return rows.ToDictionary(row => row.UserId);
    }
}
