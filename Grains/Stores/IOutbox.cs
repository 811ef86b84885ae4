namespace Reels.Grains.Stores;

/// <summary>
/// Posts and deletes that authors have yet to deliver. <see cref="IReelStore.PostAsync"/> and
/// <see cref="IReelStore.DeleteAsync"/> add entries before their commit points.
/// </summary>
public interface IOutbox
{
    /// <summary>The author's open entries, oldest first.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> ListAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set: moves the entry's cursor to <paramref name="cursor"/> where the stored one is still
    /// <see cref="OutboxEntry.Cursor"/>, and renews the lease. False, and nothing changes, where it is another or the
    /// entry is closed.
    /// </summary>
    ValueTask<bool> AdvanceAsync(OutboxEntry entry, string cursor, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>Moves the lease of all open entries of the author. It opens none.</summary>
    ValueTask ExtendLeaseAsync(string authorId, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Closes the entry. Repeating it changes nothing.</summary>
    ValueTask RemoveAsync(OutboxEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> open entries of a deleted user. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> authors in these <see cref="Shards"/> with an open entry whose lease ended before
    /// <paramref name="now"/>, each author once, in any order; none where there is none. So repeated looks find every
    /// one, as long as the leases of those that were found are extended before the next look.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListLapsedAuthorsAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken);
}

public enum OutboxKind
{
    /// <summary>A new reel: rows for the followers, then the announcement.</summary>
    Post = 0,

    /// <summary>
    /// A deleted reel: the announcement and the erasure of its media, then its comments and likes are removed.
    /// </summary>
    Delete = 1,
}

/// <param name="AuthorId">The author of the reel.</param>
/// <param name="ReelId">Unique together with the kind.</param>
/// <param name="Kind">The work to do.</param>
/// <param name="CreatedAt">When the reel was made, UTC.</param>
/// <param name="Cursor">How far the rows have come: the id of the last follower who has one; empty at the
/// start.</param>
public sealed record OutboxEntry(string AuthorId, Guid ReelId, OutboxKind Kind, DateTimeOffset CreatedAt,
    string Cursor);
