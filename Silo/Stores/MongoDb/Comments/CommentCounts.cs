using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>
/// Brings the counts above comments up to date, after the write that has changed the comments: the replies of a thread
/// in the thread's document, then the threads of a reel in the reel's. Each count takes all changes that it lacks, also
/// those that a crash has left, by one update of its document's next version; then the comments are marked.
/// </summary>
internal sealed class CommentCounts(MongoEngine engine)
{
    /// <summary>Changes that one version of a document counts.</summary>
    private const int MaxChanged = 100;

    private const int MaxAttempts = 50;

    private readonly MongoCollection<CommentDocument> _comments =
        engine.Collection<CommentDocument>(CommentQueries.Collection);

    private readonly MongoCollection<ReelCommentsDocument> _reels =
        engine.Collection<ReelCommentsDocument>(ReelCommentsQueries.Collection);

    /// <summary>Comments of one reel come together: one update counts those of this process that wait.</summary>
    private readonly SharedRuns<bool> _runs = new();

    public async Task<IReadOnlyDictionary<Guid, ReelCommentsDocument>> GetManyAsync(
        IReadOnlyCollection<Guid> reelIds, CancellationToken cancellationToken) =>
        (await _reels.FindAnyAsync(reelIds, ReelCommentsQueries.ByIds, cancellationToken))
            .ToDictionary(reel => reel.Id);

    public async Task<bool> IsClosedAsync(Guid reelId, CancellationToken cancellationToken) =>
        (await GetAsync(reelId, cancellationToken)).IsClosed;

    /// <summary>Lets no comment come to this reel any more.</summary>
    public async Task CloseAsync(Guid reelId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var reel = await GetAsync(reelId, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (reel.IsClosed || await TryPutAsync(reel.Close()))
                return;
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>
    /// Counts these changes. False where a comment has no count: its reel is closed, or its thread is erased. If no
    /// count ever had it, it is then removed.
    /// </summary>
    public async Task<bool> CountAsync(params IReadOnlyCollection<CommentDocument> changed)
    {
        var threads = await Task.WhenAll(changed.Select(comment => comment.ParentCommentId).OfType<Guid>().Distinct()
            .Select(id => _runs.RunAsync(id, () => CountRepliesAsync(id))));
        var reels = await Task.WhenAll(changed.Select(comment => comment.ReelId).Distinct()
            .Select(id => _runs.RunAsync(id, () => CountThreadsAsync(id))));
        return threads.All(isThere => isThere) && reels.All(isOpen => isOpen);
    }

    /// <summary>Returns whether the thread is there.</summary>
    private async Task<bool> CountRepliesAsync(Guid threadId)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // The count is read before the changes: one that isn't noted in it, and isn't marked, is not in it.
            var thread = await _comments.FindOneAsync(CommentQueries.ById(threadId), CancellationToken.None);
            var changed = await ListUncountedAsync(threadId);
            if (changed.Count > 0)
            {
                if (thread is null)
                    await RemoveAsync(changed);
                else if (thread.IsLive && !await TryCountAsync(thread, changed))
                    continue;
                await MarkAsync(changed);
            }

            if (changed.Count < MaxChanged)
                return thread is not null;
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>Returns whether the reel is open.</summary>
    private async Task<bool> CountThreadsAsync(Guid reelId)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var reel = await GetAsync(reelId, CancellationToken.None);
            var changed = await ListUncountedAsync(reelId);
            if (changed.Count > 0)
            {
                if (reel.IsClosed)
                    await RemoveAsync([.. changed.Where(comment => comment.IsLive)]);
                else if (!await TryCountAsync(reel, changed))
                    continue;
                await MarkAsync(changed);
            }

            if (changed.Count < MaxChanged)
                return !reel.IsClosed;
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>Returns false where the document has changed since it was read.</summary>
    private async Task<bool> TryCountAsync(CommentDocument thread, List<CommentDocument> replies) =>
        await NextAsync(thread.RepliesOrNone, replies, thread.Id, areNewestFirst: false) is not { } next
            || await _comments.UpdateOneAsync(CommentQueries.Unchanged(thread),
                CommentQueries.SetReplies(thread, next, replies.Max(reply => reply.Uncounted!.At)));

    /// <inheritdoc cref="TryCountAsync(CommentDocument, List{CommentDocument})"/>
    private async Task<bool> TryCountAsync(ReelCommentsDocument reel, List<CommentDocument> threads) =>
        await NextAsync(reel.Comments, threads, reel.Id, areNewestFirst: true) is not { } next
            || await TryPutAsync(reel with { Version = reel.Version + 1, Comments = next });

    /// <summary>The list after such changes; null where it has all of them.</summary>
    private async Task<CountedList?> NextAsync(CountedList list, List<CommentDocument> changed, Guid parentId,
        bool areNewestFirst)
    {
        var next = list.Add(changed, areAll: changed.Count < MaxChanged);
        var first = list.FirstAfter(changed, areNewestFirst)
            ?? [.. (await _comments.FindAsync(CommentQueries.LiveIn(parentId),
                areNewestFirst ? CommentQueries.NewestFirst : CommentQueries.OldestFirst, CountedList.MaxFirst,
                CancellationToken.None)).Select(comment => comment.Place)];
        return next == list && first.SequenceEqual(list.First) ? null : next with { First = first };
    }

    private Task<bool> TryPutAsync(ReelCommentsDocument reel) => reel.Version == 1
        ? _reels.InsertAsync(reel)
        : _reels.ReplaceAsync(ReelCommentsQueries.WithVersion(reel.Id, reel.Version - 1), reel);

    private async Task<ReelCommentsDocument> GetAsync(Guid reelId, CancellationToken cancellationToken) =>
        await _reels.FindOneAsync(ReelCommentsQueries.ById(reelId), cancellationToken) ?? new() { Id = reelId };

    private Task<List<CommentDocument>> ListUncountedAsync(Guid parentId) => _comments.FindAsync(
        CommentQueries.UncountedIn(parentId), null, MaxChanged, CancellationToken.None);

    /// <summary>Marks those that have not changed since. Nearly all are new, with the same seq and weight.</summary>
    private Task<long[]> MarkAsync(List<CommentDocument> changed) => Task.WhenAll(changed
        .GroupBy(comment => (comment.Seq, comment.Weight), comment => comment.Id)
        .Select(alike => _comments.UpdateManyAsync(CommentQueries.WithSeq(alike, alike.Key.Seq),
            CommentQueries.MarkCounted(alike.Key.Weight))));

    private async Task RemoveAsync(List<CommentDocument> comments)
    {
        if (comments.Count > 0)
            await _comments.DeleteManyAsync(CommentQueries.NeverCounted(comments.Select(comment => comment.Id)));
    }
}
