using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>
/// Removes comments for good, a few per step. Each is deleted and counted before, so that an interrupted removal leaves
/// the counts right.
/// </summary>
internal sealed class CommentRemoval(MongoEngine engine, CommentCounts counts)
{
    /// <summary>Most comments of one step: each may be in another thread, whose count changes.</summary>
    public const int MaxStep = 50;

    private readonly MongoCollection<CommentDocument> _comments =
        engine.Collection<CommentDocument>(CommentQueries.Collection);

    /// <summary>
    /// Removes these comments, and the replies below those that are threads: the replies before the thread, since an
    /// interrupted removal finds the rest by it. Returns how many; 0 where there were none.
    /// </summary>
    public async Task<int> RemoveAsync(List<CommentDocument> found, int limit, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return 0;
        Guid[] threads = [.. found.Where(comment => comment.IsTop).Select(comment => comment.Id)];
        var replies = threads.Length == 0
            ? []
            : await _comments.FindAsync(CommentQueries.OfThreads(threads), null, limit, cancellationToken);
        var removable = found.Where(comment => !comment.IsTop).Concat(replies).Select(comment => comment.Id).Distinct();
        Guid[] removed = [.. (replies.Count < limit ? removable.Concat(threads) : removable).Take(limit)];

        cancellationToken.ThrowIfCancellationRequested();
        CommentDocument[] live = [.. found.Where(comment => comment.IsLive)];
        if (live.Length > 0)
        {
            await _comments.UpdateEachAsync([.. live.Select(comment =>
                (CommentQueries.LiveById(comment.ReelId, comment.Id),
                    CommentQueries.Delete(comment, DateTimeOffset.UnixEpoch)))]);
        }

        await counts.CountAsync([.. found.Where(comment => comment.IsLive || comment.Uncounted is not null)]);
        cancellationToken.ThrowIfCancellationRequested();
        return Math.Max(1, (int)await _comments.DeleteManyAsync(CommentQueries.Unneeded(removed, threads)));
    }
}
