using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>Comments and replies, one level deep.</summary>
public interface ICommentStore
{
    /// <summary>
    /// Adds a comment with the counts it changes. An id that is there already (deleted too) changes nothing and answers
    /// the stored one. A reply whose thread is gone answers <see cref="AddOutcome.ParentNotFound"/>. Where the reel is
    /// deleted, at the latest once <see cref="DeleteAllAsync"/> was called for it, nothing is added any more.
    /// </summary>
    ValueTask<(AddOutcome Outcome, StoredComment? Comment)> AddAsync(StoredComment comment,
        CancellationToken cancellationToken);

    /// <summary>The comment, deleted ones too while their row is kept; null where there is none.</summary>
    ValueTask<StoredComment?> GetAsync(Guid reelId, Guid commentId, CancellationToken cancellationToken);

    /// <summary>
    /// The comment wherever it is, deleted ones too while their row is kept; null where there is none.
    /// </summary>
    ValueTask<StoredComment?> FindAsync(Guid commentId, CancellationToken cancellationToken);

    /// <summary>Deletes a comment and its replies with the counts they change; answers whether it was there.</summary>
    ValueTask<bool> DeleteAsync(Guid reelId, Guid commentId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Top-level comments strictly before <paramref name="before"/> (null: from the newest), newest first, each with
    /// its <paramref name="replies"/> oldest replies.
    /// </summary>
    ValueTask<IReadOnlyList<CommentThread>> ListAsync(Guid reelId, Position? before, int limit, int replies,
        CancellationToken cancellationToken);

    /// <summary>
    /// A thread's replies strictly after <paramref name="after"/> (null: from the oldest), oldest first.
    /// </summary>
    ValueTask<IReadOnlyList<StoredComment>> ListRepliesAsync(Guid reelId, Guid parentId, Position? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// For each reel its exact count (replies counted) and its <paramref name="newest"/> newest top-level comments;
    /// reels without any are given too.
    /// </summary>
    ValueTask<IReadOnlyDictionary<Guid, CommentSummary>> SummariesAsync(IReadOnlyCollection<Guid> reelIds, int newest,
        CancellationToken cancellationToken);

    /// <summary>
    /// Deletes up to <paramref name="limit"/> comments of a deleted reel; answers how many, 0 when none is left: then
    /// there never is one again.
    /// </summary>
    ValueTask<int> DeleteAllAsync(Guid reelId, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of comments, deleted ones too, of a deleted user's reel, with the
    /// counts they change; answers how many, 0 when none is left.
    /// </summary>
    ValueTask<int> EraseReelAsync(Guid reelId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of comments, deleted ones too, of a deleted user and of whoever
    /// replied in their threads, with the counts they change; answers how many, 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of comments deleted before the time; answers how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken);
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
/// <param name="RequestHash">Of the request that made it; null where it had no idempotency key.</param>
/// <param name="DeletedAt">Null while it is there.</param>
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
/// <param name="ReplyCount">All replies of the thread.</param>
/// <param name="Replies">The oldest of them.</param>
public sealed record CommentThread(StoredComment Top, long ReplyCount, IReadOnlyList<StoredComment> Replies);

/// <param name="Count">Comments and replies.</param>
/// <param name="Newest">The newest top-level ones, newest first, without replies.</param>
public sealed record CommentSummary(long Count, IReadOnlyList<CommentThread> Newest);
