using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Stores;

/// <summary>
/// Reels, each person's reels in order, and the references to uploads of the kind <see cref="MediaKind.Reel"/>: nothing
/// but reels refers to those, and reels refer to no others.
/// </summary>
public interface IReelStore
{
    /// <summary>
    /// Stores the reel in one step, the commit point of posting. Its outbox entry (<see cref="IOutbox"/>), its place in
    /// the author's list and its media references are durable before; a step that follows, such as the count, is made
    /// by this call, or by <see cref="SettleAsync"/>. An id that exists already (a deleted reel too) changes nothing
    /// and returns the stored reel. A media key that has lost its last reference, or that was uploaded before
    /// <paramref name="unreferencedSince"/> and has no reference, refuses the whole post
    /// (<see cref="PostOutcome.MediaGone"/>). So a store need remember lost keys only until they are that old.
    /// </summary>
    ValueTask<(PostOutcome Outcome, StoredReel? Reel)> PostAsync(
        StoredReel reel, DateTimeOffset unreferencedSince, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// The reel; a deleted one too, as long as its row is kept (<see cref="StoredReel.DeletedAt"/>). Null where there
    /// is none.
    /// </summary>
    ValueTask<StoredReel?> GetAsync(Guid reelId, CancellationToken cancellationToken);

    /// <summary>Those of the reels that exist and are not deleted, in any order.</summary>
    ValueTask<IReadOnlyList<StoredReel>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Marks the author's reel as deleted in one step, the commit point. Its entry in the <see cref="IOutbox"/> is
    /// durable before. This call, or <see cref="SettleAsync"/>, then changes the count and removes the media
    /// references. This call returns the keys that lost their last one: the caller may erase their bytes immediately;
    /// they are queued when the entry is settled. A reel that is deleted already, or another author's, returns a status
    /// that says so, and changes nothing.
    /// </summary>
    ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// Completes the post or delete that added this outbox entry: makes each step after its commit point that is not
    /// made yet. Anyone may repeat it, concurrently too; the entry is closed only afterwards. Not made where the commit
    /// point isn't reached, so that there is nothing to deliver: it may still be, until the lease that the post or
    /// delete gave the entry has ended. After that it never is, and this call closes the entry.
    /// </summary>
    /// <returns>For a delete also those of the reel's media keys that nothing refers to any more, each time. The caller
    /// queues them (<see cref="IMediaErasureStore.QueueAsync"/>) before it closes the entry: the queue may be another
    /// engine's, and no step belongs to both.</returns>
    ValueTask<(bool IsMade, IReadOnlyList<string> Unreferenced)> SettleAsync(OutboxEntry entry, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>
    /// The author's reels strictly before <paramref name="before"/> (null: from the newest), newest first. Deleted ones
    /// may be among them: callers leave them out.
    /// </summary>
    ValueTask<IReadOnlyList<Position>> ListByAuthorAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// When the author's <paramref name="nth"/> newest reel was made among those made at or before
    /// <paramref name="madeBy"/> (null: all), deleted reels not counted; null where there are fewer.
    /// </summary>
    ValueTask<DateTimeOffset?> NthNewestAsync(string authorId, int nth, DateTimeOffset? madeBy,
        CancellationToken cancellationToken);

    /// <summary>
    /// When the author's newest reel was made, deleted reels included; null where there never was one.
    /// </summary>
    ValueTask<DateTimeOffset?> LastCreatedAtAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>The number of each author's reels, deleted ones not counted, zeros included.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountByAuthorsAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// The author's reels strictly before <paramref name="before"/> (null: from the newest), newest first; deleted ones
    /// too, as long as their rows are kept.
    /// </summary>
    ValueTask<IReadOnlyList<Position>> ListAllAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes the row of a deleted user's reel, and its media references. The caller has closed the entry of its
    /// delete before, which needs the row. Repeating it changes nothing.
    /// </summary>
    ValueTask EraseAsync(Guid reelId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the rest of what is stored of a deleted user as an author, such as lost media keys, when none of their
    /// reels is left. Repeating it changes nothing.
    /// </summary>
    ValueTask EraseAuthorAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of reels that were deleted before the time, but for those whose
    /// delete has an open entry: their keys may have to be queued yet. Returns how many rows it removed, of whatever is
    /// kept for a time.
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
/// <param name="Media">The image or video.</param>
/// <param name="Cover">Or null.</param>
/// <param name="RequestHash">Hash of the request that created it; null where it had no idempotency key.</param>
/// <param name="DeletedAt">UTC; null unless it is deleted.</param>
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
