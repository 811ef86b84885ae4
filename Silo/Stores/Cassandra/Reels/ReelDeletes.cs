using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Media;
using Reels.Silo.Stores.Cassandra.Outbox;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>
/// Deletes: the outbox entry, then the mark on the reel (the commit point), then the count, the time of its purge and
/// the references.
/// </summary>
internal sealed class ReelDeletes(CassandraSession session, ReelRows reels, AuthorReels authors)
{
    /// <summary>Something else than another delete changes a reel's row once a day at most.</summary>
    private const int MaxAttempts = 5;

    private readonly ReferenceRows _references = new(session);
    private readonly DeletedReels _deleted = new(session, reels, authors);

    public async Task<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var found = await reels.FindAsync(reelId, cancellationToken);
            if (found.Reel is not { DeletedAt: null } reel)
                return (DeleteStatus.NotFound, []);
            if (reel.AuthorId != authorId)
                return (DeleteStatus.NotYours, []);

            await session.WriteTogetherAsync(
                EntryRow.Of(reel, OutboxKind.Delete, leaseUntil).Add(), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (await reels.TryMarkDeletedAsync(reel, found, now))
            {
                return (DeleteStatus.Deleted,
                    await Commit.AfterAsync(() => CompleteAsync(reel with { DeletedAt = now })));
            }
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>Makes each step that is left. Returns the keys that nothing refers to.</summary>
    public async Task<IReadOnlyList<string>> CompleteAsync(StoredReel deleted)
    {
        await _deleted.AddAsync(deleted);
        await authors.CountAsync(deleted, CancellationToken.None);
        return await LetGoAsync(deleted);
    }

    public async Task EraseAsync(StoredReel reel)
    {
        await LetGoAsync(reel);
        await _deleted.RemoveAsync(reel);
    }

    public Task<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken) =>
        _deleted.PurgeAsync(deletedBefore, limit, cancellationToken);

    private async Task<IReadOnlyList<string>> LetGoAsync(StoredReel reel)
    {
        var unreferenced = new List<string>();
        foreach (var key in EntryRow.Keys(reel))
        {
            if (await _references.LetGoAsync(key, new(reel.Id, reel.CreatedAt), isUsed: true, CancellationToken.None))
                unreferenced.Add(key);
        }

        return unreferenced;
    }
}
