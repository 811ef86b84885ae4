namespace Reels.Grains.Stores;

/// <summary>
/// What authors have yet to deliver. Entries come with <see cref="IReelStore.PostAsync"/> and
/// <see cref="IReelStore.DeleteAsync"/>, in their transaction.
/// </summary>
public interface IOutbox
{
    /// <summary>The author's open entries, oldest first.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> ListAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set: moves the entry's cursor to <paramref name="cursor"/> where it still is
    /// <see cref="OutboxEntry.Cursor"/>, and renews the lease. False where not.
    /// </summary>
    ValueTask<bool> AdvanceAsync(OutboxEntry delivery, string cursor, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>Moves the lease of all the author's open entries; none is opened by it.</summary>
    ValueTask ExtendLeaseAsync(string authorId, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Closes the entry; repeating it changes nothing.</summary>
    ValueTask RemoveAsync(OutboxEntry delivery, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> open entries of a deleted user; answers how many, 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> authors of these <see cref="Shards"/> with an open entry whose lease ended before
    /// <paramref name="now"/>, each once: shard by shard in the order given, and in each first those whose lease ended
    /// first.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListLapsedAuthorsAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken);
}

public enum OutboxKind
{
    /// <summary>A new reel: rows for followers, then the announcement.</summary>
    Post = 0,

    /// <summary>A deleted reel: the announcement, then its comments and likes go.</summary>
    Delete = 1,
}

/// <param name="AuthorId">Whose entry it is.</param>
/// <param name="ReelId">With the kind, unique.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="CreatedAt">When the reel was made, UTC.</param>
/// <param name="Cursor">How far it has come: the id of the last follower served; empty at the start.</param>
public sealed record OutboxEntry(string AuthorId, Guid ReelId, OutboxKind Kind, DateTimeOffset CreatedAt,
    string Cursor);
