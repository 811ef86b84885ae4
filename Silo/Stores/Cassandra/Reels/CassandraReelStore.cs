using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Outbox;

namespace Reels.Silo.Stores.Cassandra.Reels;

internal sealed class CassandraReelStore : IReelStore
{
    private readonly CassandraSession _session;
    private readonly ReelRows _reels;
    private readonly AuthorReels _authors;
    private readonly ReelPosts _posts;
    private readonly ReelDeletes _deletes;

    public CassandraReelStore(CassandraSession session, CassandraReelReferences references)
    {
        _session = session;
        _reels = new(session);
        _authors = new(session);
        _posts = new(session, _reels, _authors, references);
        _deletes = new(session, _reels, _authors);
    }

    public async ValueTask<(PostOutcome Outcome, StoredReel? Reel)> PostAsync(
        StoredReel reel, DateTimeOffset unreferencedSince, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        await _posts.PostAsync(reel, unreferencedSince, leaseUntil, cancellationToken);

    public async ValueTask<StoredReel?> GetAsync(Guid reelId, CancellationToken cancellationToken) =>
        (await _reels.FindAsync(reelId, cancellationToken)).Reel;

    public async ValueTask<IReadOnlyList<StoredReel>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken) =>
        [.. (await _reels.FindManyAsync(reelIds, cancellationToken)).Where(reel => reel.DeletedAt is null)];

    public async ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        await _deletes.DeleteAsync(reelId, authorId, now, leaseUntil, cancellationToken);

    public async ValueTask<(bool IsMade, IReadOnlyList<string> Unreferenced)> SettleAsync(OutboxEntry entry,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = await _reels.FindAsync(entry.ReelId, cancellationToken);
        if (entry.Kind == OutboxKind.Post)
        {
            if (found.Reel?.CreatedAt != entry.CreatedAt)
                return await GiveUpAsync(entry, found, now);
            await _authors.CountAsync(found.Reel, CancellationToken.None);
            return (true, []);
        }

        // A reel that was erased has nothing left to complete.
        if (found.Reel is not { } reel)
            return (true, []);
        return reel.DeletedAt is null
            ? await GiveUpAsync(entry, found, now)
            : (true, await _deletes.CompleteAsync(reel));
    }

    public async ValueTask<IReadOnlyList<Position>> ListByAuthorAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken) =>
        await _authors.ListAsync(authorId, before, limit, cancellationToken);

    public async ValueTask<DateTimeOffset?> NthNewestAsync(string authorId, int nth, DateTimeOffset? madeBy,
        CancellationToken cancellationToken) =>
        await _authors.NthNewestAsync(authorId, nth, madeBy, cancellationToken);

    public async ValueTask<DateTimeOffset?> LastCreatedAtAsync(string authorId, CancellationToken cancellationToken) =>
        await _authors.LastCreatedAtAsync(authorId, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, long>> CountByAuthorsAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken) =>
        await _authors.CountsAsync(authorIds, cancellationToken);

    public ValueTask<IReadOnlyList<Position>> ListAllAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken) => ListByAuthorAsync(authorId, before, limit, cancellationToken);

    public async ValueTask EraseAsync(Guid reelId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if ((await _reels.FindAsync(reelId, cancellationToken)).Reel is { } reel)
            await _deletes.EraseAsync(reel);
    }

    public async ValueTask EraseAuthorAsync(string authorId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _authors.EraseAsync(authorId);
    }

    public async ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit,
        CancellationToken cancellationToken) =>
        await _deletes.PurgeAsync(deletedBefore, limit, cancellationToken);

    /// <summary>
    /// Closes the entry of a post or delete that was never made, after a fence that makes its late commit step fail.
    /// </summary>
    private async Task<(bool IsMade, IReadOnlyList<string> Unreferenced)> GiveUpAsync(OutboxEntry entry,
        FoundReel found, DateTimeOffset now)
    {
        if (await CassandraOutbox.FindAsync(_session, entry, CancellationToken.None) is not { } open
            || open.MadeUntil >= now)
        {
            return (false, []);
        }

        // Where another post with this id was made, none can be made again.
        var isFenced = (entry.Kind == OutboxKind.Post && found.Reel is not null)
            || await _reels.TryFenceAsync(entry.ReelId, found);
        if (!isFenced)
            return (false, []);
        if (entry.Kind == OutboxKind.Post)
            await _posts.WithdrawAsync(open);
        else
            await CassandraOutbox.CloseAsync(_session, open, CancellationToken.None);
        return (false, []);
    }
}
