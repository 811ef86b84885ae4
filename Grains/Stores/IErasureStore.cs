namespace Reels.Grains.Stores;

/// <summary>
/// Deletions of accounts: their commit point, and the work that is left. Every other store erases its own data, by its
/// <c>EraseAsync</c>.
/// </summary>
public interface IErasureStore
{
    /// <summary>
    /// Deletes the account in one step, the commit point: it enters the erasure, and from then on no one finds the
    /// profile, the account or a session of the user, or can take the username before
    /// <paramref name="nameHeldUntil"/>. This call, or <see cref="FinishBeginAsync"/>, then removes the profile, its
    /// search keys and the account, reserves the name, queues the avatar for erasure, ends the sessions, and revokes
    /// access tokens (<see cref="IRevocationStore"/>). False, and nothing changes, where there is no such user (any
    /// more).
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    /// <param name="nameHeldUntil">UTC.</param>
    /// <param name="lookAgainAt">When no write that the user began before the deletion can arrive any more: from then
    /// on a second pass finds everything.</param>
    /// <param name="leaseUntil">Until then <see cref="ListLapsedAsync"/> doesn't list the erasure: its caller works on
    /// it.</param>
    ValueTask<bool> BeginAsync(
        string userId, DateTimeOffset now, DateTimeOffset nameHeldUntil, DateTimeOffset lookAgainAt,
        DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Makes each step of <see cref="BeginAsync"/> after its commit point that is not made yet. Anyone may repeat it,
    /// concurrently too. Changes nothing where the user has no open erasure.
    /// </summary>
    ValueTask FinishBeginAsync(string userId, CancellationToken cancellationToken);

    /// <summary>The open erasure; null where there is none.</summary>
    ValueTask<Erasure?> GetAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Moves the lease of an open erasure.</summary>
    ValueTask ExtendLeaseAsync(string userId, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> users in these <see cref="Shards"/> with an open erasure whose lease ended before
    /// <paramref name="now"/>. Shards come in the given order; within a shard, the user whose lease ended first comes
    /// first.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> deleted users who can't upload any more at <paramref name="now"/>, and whose
    /// unused uploads are not erased yet.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListUnsweptAsync(DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>Records that the unused uploads of these users are erased. Repeating it changes nothing.</summary>
    ValueTask MarkSweptAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the lost keys of the user's stories and avatars and then, the commit point, closes the erasure. False,
    /// and nothing changes, where keys of the user are queued (<see cref="IMediaErasureStore"/>), or their unused
    /// uploads are not erased yet. A call that failed may have forgotten some keys; its repeat forgets the others.
    /// </summary>
    ValueTask<bool> CloseAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Frees up to <paramref name="limit"/> usernames whose reservation has ended. Returns how many.</summary>
    ValueTask<int> ReleaseNamesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}

/// <param name="UserId">The deleted user.</param>
/// <param name="LookAgainAt">UTC; from then on no write of the user can arrive any more.</param>
public sealed record Erasure(string UserId, DateTimeOffset LookAgainAt);
