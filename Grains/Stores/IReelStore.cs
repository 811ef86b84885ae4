using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Stores;

/// <summary>Reels, and each person's reels in order.</summary>
public interface IReelStore
{
    /// <summary>
    /// Stores the reel, its place in the author's list, its media references and its outbox entry
    /// (<see cref="IOutbox"/>) together: the commit point of posting. An id that exists already (a deleted reel too)
    /// changes nothing and returns the stored reel. A media key that is erased, or that was uploaded before
    /// <paramref name="unreferencedSince"/> and has no reference, refuses the whole post
    /// (<see cref="PostOutcome.MediaGone"/>).
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
    /// Deletes the author's reel in one step: marks it deleted, removes its media references, queues keys without a
    /// reference for erasure (and returns them), and adds an entry to the <see cref="IOutbox"/>. A reel that is deleted
    /// already, or another author's, returns a status that says so, and changes nothing.
    /// </summary>
    ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// The author's reels strictly before <paramref name="before"/> (null: from the newest), newest first. Deleted ones
    /// may be among them: callers leave them out.
    /// </summary>
    ValueTask<IReadOnlyList<Position>> ListByAuthorAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// When the author's <paramref name="nth"/> newest reel was made, deleted reels not counted; null where there are
    /// fewer.
    /// </summary>
    ValueTask<DateTimeOffset?> NthNewestAsync(string authorId, int nth, CancellationToken cancellationToken);

    /// <summary>
    /// When the author's newest reel was made, deleted reels included; null where there never was one.
    /// </summary>
    ValueTask<DateTimeOffset?> LastCreatedAtAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>The number of each author's reels, deleted ones not counted, zeros included.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountByAuthorsAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> ids of the author's reels, in any order; deleted ones too, as long as their rows
    /// are kept.
    /// </summary>
    ValueTask<IReadOnlyList<Guid>> ListAllAsync(string authorId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the row of a deleted user's reel, and its media references as <see cref="DeleteAsync"/> does. Repeating
    /// it changes nothing.
    /// </summary>
    ValueTask EraseAsync(Guid reelId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the rest of what is stored of a deleted user as an author, when none of their reels is left. Repeating
    /// it changes nothing.
    /// </summary>
    ValueTask EraseAuthorAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of reels that were deleted before the time. Returns how many.
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
