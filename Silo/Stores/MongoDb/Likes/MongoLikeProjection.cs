using Reels.Grains.Interfaces;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Silo.Stores.MongoDb.Likes;

/// <param name="engine">The database.</param>
/// <param name="minAge">How long a row that isn't liked is kept at least: 10 s unless set, by tests alone.</param>
internal sealed class MongoLikeProjection(MongoEngine engine, TimeSpan? minAge = null) : ILikeProjection
{
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(10);

    private readonly MongoCollection<LikeDocument> _likes = engine.Collection<LikeDocument>(LikeQueries.Collection);

    private readonly MongoCollection<ReelCountDocument> _reels =
        engine.Collection<ReelCountDocument>(ReelCountQueries.Collection);

    private readonly MongoCollection<LikeEpochDocument> _epochs =
        engine.Collection<LikeEpochDocument>(ReelCountQueries.EpochCollection);

    public async ValueTask<LikeEpochs> GetEpochsAsync(CancellationToken cancellationToken) =>
        (await _epochs.FindOneAsync(ReelCountQueries.NewestEpoch, cancellationToken))?.Epochs ?? default;

    public async ValueTask<LikeEpochs> RaiseEpochsAsync(LikeEpochs epochs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await _epochs.FindOrInsertAsync(ReelCountQueries.NewestEpoch, ReelCountQueries.Raise(epochs))).Epochs;
    }

    public async ValueTask<IReadOnlyList<ReelDocument>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken) =>
        [.. (await _reels.FindAnyAsync(reelIds, ReelCountQueries.ByIds, cancellationToken)).Select(reel => reel.Reel)];

    public async ValueTask<IReadOnlyList<ReelDocument>> ListReelsAsync(Guid after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _reels.FindAsync(ReelCountQueries.After(after), ReelCountQueries.InOrder, limit, cancellationToken))
            .Select(reel => reel.Reel)];

    public async ValueTask<bool> TryPutAsync(ReelDocument document, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stored = ReelCountDocument.Of(document);
        return document.Version == 1
            ? await _reels.InsertAsync(stored)
            : await _reels.ReplaceAsync(ReelCountQueries.WithVersion(stored.Id, stored.Version - 1), stored);
    }

    public async ValueTask ClearPendingAsync(Guid reelId, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _reels.UpdateOneAsync(ReelCountQueries.WithVersion(reelId, version), ReelCountQueries.ClearPending);
    }

    /// <summary>
    /// Inserts the rows, then changes those that were there and are older. Readers often store the same rows again:
    /// these are not written twice. A row that was removed in between comes again.
    /// </summary>
    public async ValueTask PutRowsAsync(IReadOnlyCollection<LikeRow> rows, long changedIn,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (rows.Count == 0)
            return;
        var left = await _likes.InsertUnlessThereAsync([.. rows.Select(row => LikeDocument.Of(row, changedIn))]);
        if (left.Count == 0)
            return;
        var there = (await _likes.FindAnyAsync(left.Select(like => like.Id), LikeQueries.ByIds,
            CancellationToken.None)).ToDictionary(like => like.Id, like => like.Row.Seq);
        LikeDocument[] older =
            [.. left.Where(like => there.TryGetValue(like.Id, out var seq) && seq < like.Row.Seq)];
        var changed = older.Length == 0 ? 0 : await _likes.UpdateEachAsync(
            [.. older.Select(like => (LikeQueries.Older(like), LikeQueries.Change(like)))]);
        if (there.Count < left.Count || changed < older.Length)
            await _likes.InsertNewAsync(left);
    }

    public async ValueTask<IReadOnlyList<LikeRow>> GetRowsAsync(IReadOnlyCollection<Guid> reelIds,
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken) =>
        [.. (await _likes.FindAnyAsync(
            reelIds.SelectMany(reel => userIds.Select(user => LikeQueries.IdOf(reel, user))), LikeQueries.ByIds,
            cancellationToken)).Select(like => like.Row)];

    public async ValueTask<IReadOnlyList<LikeRow>> ListChangedAsync(Guid reelId, long afterEpoch, string after,
        int limit, CancellationToken cancellationToken) =>
        [.. (await _likes.FindAsync(LikeQueries.ChangedAfter(reelId, afterEpoch, after), LikeQueries.ByUser, limit,
            cancellationToken)).Select(like => like.Row)];

    public async ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _likes.FindAsync(LikeQueries.LikedBefore(reelId, before), LikeQueries.NewestFirst, limit,
            cancellationToken)).Select(like => new PersonPosition(like.CreatedAt, like.UserId))];

    public async ValueTask<IReadOnlyList<Guid>> ListLikedAsync(string userId, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _likes.FindAsync(LikeQueries.OfUser(userId, liked: true), null, limit, cancellationToken))
            .Select(like => like.ReelId)];

    /// <summary>A row that was inserted as it is has no time yet; it gets one now.</summary>
    public async ValueTask<IReadOnlyList<Guid>> ListEndedAsync(string userId, int limit,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _likes.UpdateManyAsync(LikeQueries.EndedSometime(userId), LikeQueries.MarkStored);
        var until = await engine.NowAsync(cancellationToken) - (minAge ?? MinAge);
        return [.. (await _likes.FindAsync(LikeQueries.EndedBefore(userId, until), null, limit, cancellationToken))
            .Select(like => like.ReelId)];
    }

    public async ValueTask RemoveAsync(Guid reelId, string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _likes.DeleteOneAsync(LikeQueries.ById(reelId, userId));
    }

    public async ValueTask<int> RemoveAsync(Guid reelId, int limit, CancellationToken cancellationToken)
    {
        var found = await _likes.FindAsync(LikeQueries.OfReel(reelId), null, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return found.Count == 0
            ? 0
            : (int)await _likes.DeleteManyAsync(LikeQueries.ByIds(found.Select(like => like.Id)));
    }
}
