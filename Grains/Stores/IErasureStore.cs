namespace Reels.Grains.Stores;

/// <summary>
/// The deletion of accounts: its commit point, and what is still to be erased. The rest each store erases of its own,
/// by its <c>EraseAsync</c>.
/// </summary>
public interface IErasureStore
{
    /// <summary>
    /// Deletes the account: its profile, names in search and account go, its username is held for nobody until
    /// <paramref name="nameHeldUntil"/>, its avatar is queued for erasure, its sessions end, its access tokens are
    /// revoked (<see cref="IRevocationStore"/>), and its erasure is entered: together, the commit point. False where
    /// there is no such person (any more); then nothing changes.
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    /// <param name="nameHeldUntil">UTC.</param>
    /// <param name="lookAgainAt">When nothing that the person had under way can be written any more.</param>
    /// <param name="leaseUntil">Until then <see cref="ListLapsedAsync"/> leaves the erasure to its caller.</param>
    ValueTask<bool> BeginAsync(
        string userId, DateTimeOffset now, DateTimeOffset nameHeldUntil, DateTimeOffset lookAgainAt,
        DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>The open erasure; null where there is none.</summary>
    ValueTask<Erasure?> GetAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Moves the lease of an open erasure.</summary>
    ValueTask ExtendLeaseAsync(string userId, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> users of these <see cref="Shards"/> with an open erasure whose lease ended before
    /// <paramref name="now"/>: shard by shard in the order given, and in each first those whose lease ended first.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> deleted users who can't upload any more by <paramref name="now"/>, and whose
    /// unused uploads are still to be erased.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListUnsweptAsync(DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>The unused uploads of these users are gone. Repeating it changes nothing.</summary>
    ValueTask MarkSweptAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Closes the erasure and forgets the keys of the user's media, where all their bytes are gone. False where some
    /// are not yet; then nothing changes.
    /// </summary>
    ValueTask<bool> CloseAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Frees up to <paramref name="limit"/> names whose hold has ended; answers how many.</summary>
    ValueTask<int> ReleaseNamesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}

/// <param name="UserId">Who was deleted.</param>
/// <param name="LookAgainAt">From then on nothing of theirs can be written any more.</param>
public sealed record Erasure(string UserId, DateTimeOffset LookAgainAt);
