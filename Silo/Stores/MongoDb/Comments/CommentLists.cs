using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>
/// Lists of comments. The counts above the comments keep the first places, so a page takes two reads, however many
/// threads or reels it has.
/// </summary>
internal sealed class CommentLists(MongoEngine engine, CommentCounts counts)
{
    private readonly MongoCollection<CommentDocument> _comments =
        engine.Collection<CommentDocument>(CommentQueries.Collection);

    public async Task<IReadOnlyList<CommentThread>> ListAsync(Guid reelId, Position? before, int limit,
        int replies, CancellationToken cancellationToken)
    {
        var tops = await _comments.FindAsync(CommentQueries.LiveBefore(reelId, before), CommentQueries.NewestFirst,
            limit, cancellationToken);
        var ids = tops.SelectMany(top => top.RepliesOrNone.First.Take(replies)).Select(CommentDocument.IdOf).ToArray();
        var found = ids.Length == 0 ? [] : await _comments.FindAnyAsync(ids, CommentQueries.LiveByIds,
            cancellationToken);
        var shown = found.OrderBy(reply => reply.Place, StringComparer.Ordinal)
            .ToLookup(reply => reply.ParentCommentId!.Value, reply => reply.Comment());
        return await Task.WhenAll(tops.Select(async top => ThreadOf(top) with
        {
            Replies = Math.Min(replies, top.RepliesOrNone.Count) <= CountedList.MaxFirst
                ? [.. shown[top.Id]]
                : await ListRepliesAsync(top.Id, null, replies, cancellationToken),
        }));
    }

    public async Task<IReadOnlyList<StoredComment>> ListRepliesAsync(Guid reelId, Guid parentId, Position? after,
        int limit, CancellationToken cancellationToken)
    {
        var thread = _comments.FindOneAsync(CommentQueries.ById(parentId), cancellationToken);
        var replies = ListRepliesAsync(parentId, after, limit, cancellationToken);
        await Task.WhenAll(thread, replies);
        return await thread is { } found && found.IsThreadOf(reelId) ? await replies : [];
    }

    public async Task<IReadOnlyDictionary<Guid, CommentSummary>> SummariesAsync(
        IReadOnlyCollection<Guid> reelIds, int newest, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. reelIds.Distinct()];
        var reels = await counts.GetManyAsync(ids, cancellationToken);
        var places = reels.Values.SelectMany(reel => reel.Comments.First.Take(newest)).ToArray();
        var found = places.Length == 0 ? [] : await _comments.FindAnyAsync(places.Select(CommentDocument.IdOf),
            CommentQueries.LiveByIds, cancellationToken);
        var shown = found.OrderByDescending(top => top.Place, StringComparer.Ordinal)
            .ToLookup(top => top.ReelId, ThreadOf);
        var summaries = await Task.WhenAll(ids.Select(async id =>
        {
            var count = reels.GetValueOrDefault(id)?.Comments.Count ?? 0;
            return (id, new CommentSummary(count, Math.Min(newest, count) <= CountedList.MaxFirst
                ? [.. shown[id]]
                : await ListAsync(id, null, newest, replies: 0, cancellationToken)));
        }));
        return summaries.ToDictionary();
    }

    private static CommentThread ThreadOf(CommentDocument top) => new(top.Comment(), top.RepliesOrNone.Count, []);

    private async Task<IReadOnlyList<StoredComment>> ListRepliesAsync(Guid threadId, Position? after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _comments.FindAsync(CommentQueries.LiveAfter(threadId, after), CommentQueries.OldestFirst, limit,
            cancellationToken)).Select(reply => reply.Comment())];
}
