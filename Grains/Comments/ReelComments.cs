using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Comments;

/// <summary>The comments of one reel that exists.</summary>
internal sealed class ReelComments(Guid reelId, ICommentStore store, PeopleViews people, TimeProvider time)
{
    /// <summary>Number of replies that a list shows with each top-level comment.</summary>
    private const int ShownReplies = 3;

    private static readonly AddCommentResult ReelNotFound = new(AddCommentStatus.ReelNotFound, null);
    private static readonly AddCommentResult ParentNotFound = new(AddCommentStatus.ParentNotFound, null);
    private static readonly AddCommentResult UserNotFound = new(AddCommentStatus.UserNotFound, null);
    private static readonly AddCommentResult KeyReused = new(AddCommentStatus.KeyReused, null);

    /// <summary>Time of the last comment: two comments of one millisecond keep their order.</summary>
    private DateTimeOffset _lastCreatedAt = DateTimeOffset.MinValue;

    /// <summary>
    /// The answer to a request that was answered before, even if the comment was deleted since; null where the request
    /// is new.
    /// </summary>
    public async Task<AddCommentResult?> FindReplayAsync(string authorId, NewComment comment,
        CancellationToken cancellationToken) =>
        comment.RequestHash is not null && await store.GetAsync(reelId, comment.Id, cancellationToken) is { } stored
            ? await ReplayAsync(authorId, comment, stored, cancellationToken)
            : null;

    public async Task<AddCommentResult> AddAsync(string authorId, NewComment comment,
        CancellationToken cancellationToken)
    {
        if (await GetSummaryAsync(authorId, cancellationToken) is not { } author)
            return UserNotFound;
        var thread = await ThreadAsync(authorId, comment.ParentCommentId, cancellationToken);
        if (comment.ParentCommentId is not null && thread is null)
            return ParentNotFound;

        _lastCreatedAt = time.NowAfter(_lastCreatedAt);
        var added = new StoredComment(comment.Id, reelId, authorId, comment.Text, _lastCreatedAt, thread,
            comment.RequestHash);
        var (outcome, stored) = await TimeLimits.WriteAsync(limit => store.AddAsync(added, limit), cancellationToken);
        return outcome switch
        {
            AddOutcome.Added => new(AddCommentStatus.Added, added.ToMessage(author)),
            AddOutcome.Exists => await ReplayAsync(authorId, comment, stored!, cancellationToken),
            AddOutcome.ReelDeleted => ReelNotFound,
            _ => ParentNotFound,
        };
    }

    /// <param name="reelAuthorId">The reel's author, who may delete any of its comments.</param>
    public async Task<DeleteCommentStatus> DeleteAsync(string userId, string reelAuthorId, Guid commentId,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(commentId, cancellationToken) is not { } comment)
            return DeleteCommentStatus.CommentNotFound;
        if (userId != comment.AuthorId && userId != reelAuthorId)
        {
            return await people.IsVisibleAsync(userId, comment.AuthorId, cancellationToken)
                ? DeleteCommentStatus.NotYours
                : DeleteCommentStatus.CommentNotFound;
        }

        // Another caller may have deleted it first: a repeated delete finds nothing.
        return await TimeLimits.WriteAsync(limit => store.DeleteAsync(reelId, commentId, time.Now(), limit),
            cancellationToken)
            ? DeleteCommentStatus.Deleted
            : DeleteCommentStatus.CommentNotFound;
    }

    public async Task<Page<CommentView, Position>> ListAsync(string? viewerId, Position? before, int limit,
        CancellationToken cancellationToken)
    {
        var threads = await store.ListAsync(reelId, before, limit + 1, ShownReplies, cancellationToken);
        var page = threads.Count > limit ? threads.Take(limit).ToArray() : threads;
        var authors = await GetSummariesAsync(viewerId, page.SelectMany(thread => thread.Replies.Append(thread.Top)),
            cancellationToken);
        return new(page.ToMessages(authors), threads.Count > limit ? PositionOf(page[^1].Top) : null, []);
    }

    /// <summary>The replies of the comment's thread; null where there is no such comment.</summary>
    public async Task<Page<CommentView, Position>?> ListRepliesAsync(string? viewerId, Guid commentId, Position? after,
        int limit, CancellationToken cancellationToken)
    {
        if (await ThreadAsync(viewerId, commentId, cancellationToken) is not { } thread)
            return null;
        var replies = await store.ListRepliesAsync(reelId, thread, after, limit + 1, cancellationToken);
        var page = replies.Count > limit ? replies.Take(limit).ToArray() : replies;
        return new(page.ToMessages(await GetSummariesAsync(viewerId, page, cancellationToken)),
            replies.Count > limit ? PositionOf(page[^1]) : null, []);
    }

    private static Position PositionOf(StoredComment comment) => new(comment.CreatedAt, comment.Id);

    private async Task<AddCommentResult> ReplayAsync(string authorId, NewComment comment, StoredComment stored,
        CancellationToken cancellationToken)
    {
        if (stored.AuthorId != authorId || stored.RequestHash != comment.RequestHash)
            return KeyReused;
        return await GetSummaryAsync(authorId, cancellationToken) is { } author
            ? new(AddCommentStatus.Replayed, stored.ToMessage(author))
            : UserNotFound;
    }

    /// <summary>
    /// The top-level comment of this comment's thread; null where either doesn't exist (any more), or is hidden from
    /// the viewer.
    /// </summary>
    private async Task<Guid?> ThreadAsync(string? viewerId, Guid? commentId, CancellationToken cancellationToken)
    {
        if (commentId is not { } id || await FindVisibleAsync(viewerId, id, cancellationToken) is not { } comment)
            return null;
        return comment.ParentId is not { } top || await FindVisibleAsync(viewerId, top, cancellationToken) is not null
            ? comment.ParentId ?? comment.Id
            : null;
    }

    private async Task<StoredComment?> FindVisibleAsync(string? viewerId, Guid commentId,
        CancellationToken cancellationToken) =>
        await FindAsync(commentId, cancellationToken) is { } comment
            && await people.IsVisibleAsync(viewerId, comment.AuthorId, cancellationToken) ? comment : null;

    private async Task<StoredComment?> FindAsync(Guid commentId, CancellationToken cancellationToken) =>
        await store.GetAsync(reelId, commentId, cancellationToken) is { DeletedAt: null } comment ? comment : null;

    private ValueTask<UserSummaryView?> GetSummaryAsync(string userId, CancellationToken cancellationToken) =>
        people.GetSummaryAsync(userId, freshAsOf: 0, cancellationToken);

    private async ValueTask<Func<string, UserSummaryView?>> GetSummariesAsync(string? viewerId,
        IEnumerable<StoredComment> comments, CancellationToken cancellationToken)
    {
        string[] authors = [.. comments.Select(comment => comment.AuthorId).Distinct()];
        return (await people.GetVisibleSummariesAsync(viewerId, authors, freshAsOf: 0,
            cancellationToken)).GetValueOrDefault;
    }
}
