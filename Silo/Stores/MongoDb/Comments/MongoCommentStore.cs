using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>
/// Comments. The insert of a comment commits it, and its mark commits a delete; the counts above it follow. Of a reel
/// that is closed meanwhile, the count takes the comment back.
/// </summary>
internal sealed class MongoCommentStore(
    MongoEngine engine, CommentCounts counts, CommentLists lists, CommentRemoval removal) : ICommentStore
{
    private readonly MongoCollection<CommentDocument> _comments =
        engine.Collection<CommentDocument>(CommentQueries.Collection);

    public async ValueTask<(AddOutcome Outcome, StoredComment? Comment)> AddAsync(StoredComment comment,
        CancellationToken cancellationToken)
    {
        var existing = FindDocumentAsync(comment.Id, cancellationToken);
        var thread = comment.ParentId is { } threadId
            ? FindDocumentAsync(threadId, cancellationToken)
            : Task.FromResult<CommentDocument?>(null);
        var isClosed = counts.IsClosedAsync(comment.ReelId, cancellationToken);
        await Task.WhenAll(existing, thread, isClosed);
        if (await existing is { } stored)
            return await AnswerAsync(stored, cancellationToken);
        if (await isClosed)
            return (AddOutcome.ReelDeleted, null);
        if (comment.ParentId is not null && (await thread)?.IsThreadOf(comment.ReelId) != true)
            return (AddOutcome.ParentNotFound, null);

        cancellationToken.ThrowIfCancellationRequested();
        var added = CommentDocument.Of(comment);
        if (await _comments.InsertAsync(added))
        {
            return await AfterCommit.RunAsync(() => IsCountedAsync(added))
                ? (AddOutcome.Added, comment with { DeletedAt = null })
                : (comment.ParentId is null ? AddOutcome.ReelDeleted : AddOutcome.ParentNotFound, null);
        }

        return await FindDocumentAsync(comment.Id, CancellationToken.None) is { } first
            ? await AnswerAsync(first, CancellationToken.None)
            : throw StoreUnavailableException.Contended();
    }

    public async ValueTask<StoredComment?> GetAsync(Guid reelId, Guid commentId, CancellationToken cancellationToken) =>
        await FindAsync(commentId, cancellationToken) is { } comment && comment.ReelId == reelId ? comment : null;

    public async ValueTask<StoredComment?> FindAsync(Guid commentId, CancellationToken cancellationToken) =>
        await FindDocumentAsync(commentId, cancellationToken) is { } comment
            ? await CommentAsync(comment, cancellationToken)
            : null;

    public async ValueTask<bool> DeleteAsync(Guid reelId, Guid commentId, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await FindDocumentAsync(commentId, cancellationToken) is not { } comment || comment.ReelId != reelId)
            return false;
        if (!comment.IsLive)
        {
            await CompleteAsync(comment);
            return false;
        }

        if (await CommentAsync(comment, cancellationToken) is not { DeletedAt: null })
            return false;
        cancellationToken.ThrowIfCancellationRequested();
        if (!await _comments.UpdateOneAsync(CommentQueries.LiveById(reelId, commentId),
            CommentQueries.Delete(comment, now)))
        {
            return false;
        }

        await AfterCommit.RunAsync(() => counts.CountAsync(comment));
        return true;
    }

    public async ValueTask<IReadOnlyList<CommentThread>> ListAsync(Guid reelId, Position? before, int limit,
        int replies, CancellationToken cancellationToken) =>
        await lists.ListAsync(reelId, before, limit, replies, cancellationToken);

    public async ValueTask<IReadOnlyList<StoredComment>> ListRepliesAsync(Guid reelId, Guid parentId, Position? after,
        int limit, CancellationToken cancellationToken) =>
        await lists.ListRepliesAsync(reelId, parentId, after, limit, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<Guid, CommentSummary>> SummariesAsync(
        IReadOnlyCollection<Guid> reelIds, int newest, CancellationToken cancellationToken) =>
        await lists.SummariesAsync(reelIds, newest, cancellationToken);

    /// <summary>The reel is closed first: comments of a closed reel need no count.</summary>
    public async ValueTask<int> DeleteAllAsync(Guid reelId, DateTimeOffset now, int limit,
        CancellationToken cancellationToken)
    {
        await counts.CloseAsync(reelId, cancellationToken);
        var threads = await _comments.FindAsync(CommentQueries.LiveIn(reelId), null,
            Math.Min(limit, MongoCollection<CommentDocument>.MaxIds), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (threads.Count > 0)
        {
            await _comments.UpdateManyAsync(CommentQueries.LiveByIds(threads.Select(thread => thread.Id)),
                CommentQueries.DeleteAll(now));
        }

        return threads.Count;
    }

    public async ValueTask<int> EraseReelAsync(Guid reelId, int limit, CancellationToken cancellationToken)
    {
        await counts.CloseAsync(reelId, cancellationToken);
        var found = await _comments.FindAsync(CommentQueries.OfReel(reelId), null,
            Math.Min(limit, MongoCollection<CommentDocument>.MaxIds), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return found.Count == 0
            ? 0
            : (int)await _comments.DeleteManyAsync(CommentQueries.ByIds(found.Select(comment => comment.Id)));
    }

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var step = Math.Min(limit, CommentRemoval.MaxStep);
        return await removal.RemoveAsync(
            await _comments.FindAsync(CommentQueries.OfUser(userId), null, step, cancellationToken), step,
            cancellationToken);
    }

    public async ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken)
    {
        var step = Math.Min(limit, MongoCollection<CommentDocument>.MaxIds);
        return await removal.RemoveAsync(
            await _comments.FindAsync(CommentQueries.DeletedBefore(deletedBefore), CommentQueries.FirstDeleted, step,
                cancellationToken), step, cancellationToken);
    }

    public async ValueTask<int> SettleAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var uncounted = await _comments.FindAsync(CommentQueries.UncountedBefore(before),
            CommentQueries.FirstUncounted, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await counts.CountAsync(uncounted);
        return uncounted.Count;
    }

    private Task<CommentDocument?> FindDocumentAsync(Guid commentId, CancellationToken cancellationToken) =>
        _comments.FindOneAsync(CommentQueries.ById(commentId), cancellationToken);

    /// <summary>The comment; null where the thread of a reply is erased.</summary>
    private async Task<StoredComment?> CommentAsync(CommentDocument comment, CancellationToken cancellationToken)
    {
        if (comment.ParentCommentId is not { } threadId)
            return comment.Comment();
        return await FindDocumentAsync(threadId, cancellationToken) is { } thread
            ? comment.Comment(thread.DeletedAt)
            : null;
    }

    /// <summary>The answer to a repeated add, which also does what the first one didn't get to.</summary>
    private async Task<(AddOutcome Outcome, StoredComment? Comment)> AnswerAsync(CommentDocument existing,
        CancellationToken cancellationToken)
    {
        await CompleteAsync(existing);
        return await FindAsync(existing.Id, cancellationToken) is { } comment
            ? (AddOutcome.Exists, comment)
            : (existing.IsTop ? AddOutcome.ReelDeleted : AddOutcome.ParentNotFound, null);
    }

    private async Task CompleteAsync(CommentDocument comment)
    {
        if (comment.Uncounted is not null)
            await AfterCommit.RunAsync(() => counts.CountAsync(comment));
    }

    /// <summary>Counts a new comment. False where it was taken back: its reel was closed meanwhile.</summary>
    private async Task<bool> IsCountedAsync(CommentDocument added) => await counts.CountAsync(added)
        || await FindDocumentAsync(added.Id, CancellationToken.None) is not null;
}
