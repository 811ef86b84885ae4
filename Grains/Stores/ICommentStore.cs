using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>Comments and replies, one level deep.</summary>
public interface ICommentStore
{
    /// <summary>
    /// Adds a comment in one step, the commit point. The counts that it changes follow in this call, or with
    /// <see cref="SettleAsync"/>. An id that exists already (a deleted comment too) changes nothing and returns the
    /// stored comment. A reply whose thread doesn't exist (any more) returns <see cref="AddOutcome.ParentNotFound"/>.
    /// Nothing is added to a deleted reel (<see cref="AddOutcome.ReelDeleted"/>): the store knows that a reel is
    /// deleted at the latest once <see cref="DeleteAllAsync"/> was called for it.
    /// </summary>
    ValueTask<(AddOutcome Outcome, StoredComment? Comment)> AddAsync(StoredComment comment,
        CancellationToken cancellationToken);

    /// <summary>The comment; a deleted one too, as long as its row is kept. Null where there is none.</summary>
    ValueTask<StoredComment?> GetAsync(Guid reelId, Guid commentId, CancellationToken cancellationToken);

    /// <summary>
    /// The comment, on whichever reel; a deleted one too, as long as its row is kept. Null where there is none.
    /// </summary>
    ValueTask<StoredComment?> FindAsync(Guid commentId, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a comment in one step, the commit point, however many replies it has: a reply of a deleted thread is
    /// deleted, for every method of this store, without a mark of its own. The counts follow in this call, or with
    /// <see cref="SettleAsync"/>. False where the comment doesn't exist (any more).
    /// </summary>
    ValueTask<bool> DeleteAsync(Guid reelId, Guid commentId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Top-level comments strictly before <paramref name="before"/> (null: from the newest), newest first, each with
    /// its <paramref name="replies"/> oldest replies. Takes a bounded number of reads, however large the threads are.
    /// </summary>
    ValueTask<IReadOnlyList<CommentThread>> ListAsync(Guid reelId, Position? before, int limit, int replies,
        CancellationToken cancellationToken);

    /// <summary>
    /// A thread's replies strictly after <paramref name="after"/> (null: from the oldest), oldest first.
    /// </summary>
    ValueTask<IReadOnlyList<StoredComment>> ListRepliesAsync(Guid reelId, Guid parentId, Position? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// For each reel its exact count (replies included) and its <paramref name="newest"/> newest top-level comments.
    /// Reels without comments are included.
    /// </summary>
    ValueTask<IReadOnlyDictionary<Guid, CommentSummary>> SummariesAsync(IReadOnlyCollection<Guid> reelIds, int newest,
        CancellationToken cancellationToken);

    /// <summary>
    /// Deletes up to <paramref name="limit"/> threads of a deleted reel, each as <see cref="DeleteAsync"/> does.
    /// Returns how many; 0 when none is left, and from then on none is added.
    /// </summary>
    ValueTask<int> DeleteAllAsync(Guid reelId, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of comments, deleted ones too, of a deleted user's reel, together
    /// with the counts that they change. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseReelAsync(Guid reelId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of comments, deleted ones too, of a deleted user, and of all replies
    /// in that user's threads, together with the counts that they change. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of comments that were deleted before the time; those of a thread's
    /// replies before that of the thread. Returns how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Brings the counts up to date for up to <paramref name="limit"/> writes that reached their commit point before
    /// the time, and whose caller didn't get to them. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> SettleAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

public enum AddOutcome
{
    Added,
    Exists,
    ParentNotFound,
    ReelDeleted,
}

/// <param name="Id">UUIDv8.</param>
/// <param name="ReelId">The reel commented on.</param>
/// <param name="AuthorId">User id.</param>
/// <param name="Text">1 to 2,200 characters.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="ParentId">The thread's top-level comment; null for that comment itself.</param>
/// <param name="RequestHash">Hash of the request that created it; null where it had no idempotency key.</param>
/// <param name="DeletedAt">UTC; null unless it is deleted.</param>
public sealed record StoredComment(
    Guid Id,
    Guid ReelId,
    string AuthorId,
    string Text,
    DateTimeOffset CreatedAt,
    Guid? ParentId,
    string? RequestHash,
    DateTimeOffset? DeletedAt = null);

/// <param name="Top">The top-level comment.</param>
/// <param name="ReplyCount">Number of all replies of the thread.</param>
/// <param name="Replies">The oldest of them.</param>
public sealed record CommentThread(StoredComment Top, long ReplyCount, IReadOnlyList<StoredComment> Replies);

/// <param name="Count">Comments and replies.</param>
/// <param name="Newest">The newest top-level ones, newest first, without replies.</param>
public sealed record CommentSummary(long Count, IReadOnlyList<CommentThread> Newest);
