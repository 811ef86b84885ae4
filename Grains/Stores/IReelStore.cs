using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Stores;

/// <summary>Reels, and each person's reels in order.</summary>
public interface IReelStore
{
    /// <summary>Makes the reel, its place among its author's, its references to media and its delivery
    /// (<see cref="IOutbox"/>) durable together: the commit point of posting. An id that is there already (deleted too)
    /// changes nothing and answers the stored reel. A key that is erased, or uploaded before
    /// <paramref name="unreferencedSince"/> and not referenced, refuses all of it.</summary>
    ValueTask<(PostOutcome Outcome, StoredReel? Reel)> PostAsync(
        StoredReel reel, DateTimeOffset unreferencedSince, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// The reel, deleted ones too while their row is kept (<see cref="StoredReel.DeletedAt"/>); null where there is
    /// none.
    /// </summary>
    ValueTask<StoredReel?> GetAsync(Guid reelId, CancellationToken cancellationToken);

    /// <summary>Those of the reels that are there and not deleted, in any order.</summary>
    ValueTask<IReadOnlyList<StoredReel>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Marks the author's reel deleted, removes its media references, queues keys without a reference for erasure (and
    /// answers them), and enters the clean-up into the <see cref="IOutbox"/>: together. A reel that is deleted already,
    /// or not the author's, answers so and changes nothing.
    /// </summary>
    ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// The author's reels strictly before <paramref name="before"/> (null: from the newest), newest first. Deleted ones
    /// may be among them: readers filter by card.
    /// </summary>
    ValueTask<IReadOnlyList<Position>> ListByAuthorAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// When the author's <paramref name="nth"/> newest reel that is not deleted was made; null where there are fewer.
    /// </summary>
    ValueTask<DateTimeOffset?> NthNewestAsync(string authorId, int nth, CancellationToken cancellationToken);

    /// <summary>When the author's newest reel was made, deleted ones counted; null where there never was one.</summary>
    ValueTask<DateTimeOffset?> LastCreatedAtAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>How many reels each has that are not deleted, zeros included.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountByAuthorsAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> ids of the author's reels, deleted ones too while their row is kept, in any
    /// order.
    /// </summary>
    ValueTask<IReadOnlyList<Guid>> ListAllAsync(string authorId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the row of a deleted user's reel, and its media references as <see cref="DeleteAsync"/> does; repeating
    /// it changes nothing.
    /// </summary>
    ValueTask EraseAsync(Guid reelId, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets what is known of a deleted user as an author, when none of their reels is left; repeating it changes
    /// nothing.
    /// </summary>
    ValueTask EraseAuthorAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of reels deleted before the time; answers how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken);
}

public enum PostOutcome
{
    Posted,
    Exists,
    MediaGone,
}

/// <param name="Id">UUIDv8.</param>
/// <param name="AuthorId">User id.</param>
/// <param name="CreatedAt">UTC, whole milliseconds; stamped once.</param>
/// <param name="Caption">Or null.</param>
/// <param name="AltText">Or null.</param>
/// <param name="Media">What it shows.</param>
/// <param name="Cover">Or null.</param>
/// <param name="RequestHash">Of the request that made it; null where it had no idempotency key.</param>
/// <param name="DeletedAt">Null while it is there.</param>
public sealed record StoredReel(
    Guid Id,
    string AuthorId,
    DateTimeOffset CreatedAt,
    string? Caption,
    string? AltText,
    MediaItem Media,
    MediaItem? Cover,
    string? RequestHash,
    DateTimeOffset? DeletedAt = null)
{
    public Position Position => new(CreatedAt, Id);
}
