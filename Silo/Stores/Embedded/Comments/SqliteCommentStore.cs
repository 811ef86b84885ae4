using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Reels;

namespace Reels.Silo.Stores.Embedded.Comments;

internal sealed class SqliteCommentStore(EmbeddedDatabase database) : ICommentStore
{
    public ValueTask<(AddOutcome Outcome, StoredComment? Comment)> AddAsync(StoredComment comment,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Add(session, comment), cancellationToken));

    public ValueTask<StoredComment?> GetAsync(Guid reelId, Guid commentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
        session => Get(session, commentId) is { } comment && comment.ReelId == reelId ? comment : null,
        cancellationToken);

    public ValueTask<StoredComment?> FindAsync(Guid commentId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Get(session, commentId), cancellationToken);

    public ValueTask<bool> DeleteAsync(Guid reelId, Guid commentId, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Delete(session, reelId, commentId, now), cancellationToken));

    public ValueTask<IReadOnlyList<CommentThread>> ListAsync(Guid reelId, Position? before, int limit, int replies,
        CancellationToken cancellationToken) =>
        database.ReadTogetherAsync<IReadOnlyList<CommentThread>>(
            session => WithReplies(session, Threads(session, reelId, before, limit), replies), cancellationToken);

    public ValueTask<IReadOnlyList<StoredComment>> ListRepliesAsync(
        Guid reelId, Guid parentId, Position? after, int limit, CancellationToken cancellationToken) =>
            database.ReadTogetherAsync<IReadOnlyList<StoredComment>>(
        session => IsThread(session, reelId, parentId) ? Replies(session, parentId, after, limit) : [],
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<Guid, CommentSummary>> SummariesAsync(
        IReadOnlyCollection<Guid> reelIds, int newest, CancellationToken cancellationToken) =>
            database.ReadAsync<IReadOnlyDictionary<Guid, CommentSummary>>(
        session => Summaries(session, [.. reelIds.Distinct()], newest), cancellationToken);

    public ValueTask<int> DeleteAllAsync(Guid reelId, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            var threads = session[CommentQueries.ListSomeThreads].With("$reel", reelId).With("$limit", limit)
                .List(row => row.Id(0));
            foreach (var thread in threads)
                DeleteThread(session, reelId, thread, now);

            session[CommentQueries.RemoveZeroCount].With("$reel", reelId).Run();
            return threads.Count;
        },
        cancellationToken));

    public ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => CommentErasure.Purge(session, deletedBefore, limit), cancellationToken));

    /// <summary>Nothing is left to do: one transaction writes a comment with the counts that it changes.</summary>
    public ValueTask<int> SettleAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : default;

    public ValueTask<int> EraseReelAsync(Guid reelId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => CommentErasure.EraseReel(session, reelId, limit), cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => CommentErasure.EraseAuthor(session, userId, limit), cancellationToken));

    private static (AddOutcome Outcome, StoredComment? Comment) Add(SqliteSession session, StoredComment comment)
    {
        if (Get(session, comment.Id) is { } existing)
            return (AddOutcome.Exists, existing);

        if (session[ReelQueries.IsDeleted].With("$reel", comment.ReelId).Any())
            return (AddOutcome.ReelDeleted, null);

        if (comment.ParentId is { } parent)
        {
            if (!IsThread(session, comment.ReelId, parent))
                return (AddOutcome.ParentNotFound, null);

            session[CommentQueries.ChangeReplies].With("$comment", parent).With("$change", 1L).Run();
        }

        session[CommentQueries.Insert]
            .With("$comment", comment.Id)
            .With("$reel", comment.ReelId)
            .With("$author", comment.AuthorId)
            .With("$text", comment.Text)
            .With("$at", comment.CreatedAt)
            .With("$parent", comment.ParentId)
            .With("$request", comment.RequestHash)
            .Run();
        ChangeCount(session, comment.ReelId, 1);
        return (AddOutcome.Added, comment with { DeletedAt = null });
    }

    private static bool Delete(SqliteSession session, Guid reelId, Guid commentId, DateTimeOffset now)
    {
        if (Get(session, commentId) is not { DeletedAt: null } comment || comment.ReelId != reelId)
            return false;

        if (comment.ParentId is not { } parent)
        {
            DeleteThread(session, reelId, commentId, now);
            return true;
        }

        session[CommentQueries.MarkDeleted].With("$comment", commentId).With("$now", now).Run();
        session[CommentQueries.ChangeReplies].With("$comment", parent).With("$change", -1L).Run();
        ChangeCount(session, reelId, -1);
        return true;
    }

    private static void DeleteThread(SqliteSession session, Guid reelId, Guid threadId, DateTimeOffset now)
    {
        var replies = session[CommentQueries.CountReplies].With("$comment", threadId).Number();
        session[CommentQueries.MarkDeleted].With("$comment", threadId).With("$now", now).Run();
        ChangeCount(session, reelId, -1 - replies);
    }

    private static Dictionary<Guid, CommentSummary> Summaries(SqliteSession session, Guid[] reelIds, int newest)
    {
        // A reel without comments has no row.
        var summaries = reelIds.ToDictionary(id => id, _ => new CommentSummary(0, []));
        var rows = session[CommentQueries.Summaries].WithAll("$reels", reelIds).With("$newest", newest).List(
            row => (Reel: row.Id(9), Count: row.GetInt64(10), Thread: row.IsDBNull(0) ? null : MapThread(row)));
        foreach (var reel in rows.GroupBy(row => row.Reel))
        {
            summaries[reel.Key] = new(
                reel.First().Count,
                [.. reel.Select(row => row.Thread).OfType<CommentThread>()
                    .OrderByDescending(thread => new Position(thread.Top.CreatedAt, thread.Top.Id))]);
        }

        return summaries;
    }

    private static List<CommentThread> Threads(SqliteSession session, Guid reelId, Position? before, int limit) =>
        session[CommentQueries.ListThreads]
        .With("$reel", reelId)
        .Before(before)
        .With("$limit", limit)
        .List(MapThread);

    private static List<CommentThread> WithReplies(SqliteSession session, List<CommentThread> threads, int replies)
    {
        var answered = threads.Where(thread => thread.ReplyCount > 0).Select(thread => thread.Top.Id).ToList();
        if (replies == 0 || answered.Count == 0)
            return threads;
        var repliesOf = session[CommentQueries.ListFirstReplies].WithAll("$threads", answered)
            .With("$replies", replies).List(Map)
            .OrderBy(reply => new Position(reply.CreatedAt, reply.Id)).ToLookup(reply => reply.ParentId);
        return threads.ConvertAll(thread => thread with { Replies = [.. repliesOf[thread.Top.Id]] });
    }

    private static List<StoredComment> Replies(SqliteSession session, Guid parentId, Position? after, int limit) =>
        session[CommentQueries.ListReplies]
        .With("$parent", parentId)
        .After(after)
        .With("$limit", limit)
        .List(Map);

    private static bool IsThread(SqliteSession session, Guid reelId, Guid commentId) =>
        session[CommentQueries.IsThread].With("$comment", commentId).With("$reel", reelId).Any();

    private static void ChangeCount(SqliteSession session, Guid reelId, long change) =>
        session[CommentQueries.ChangeCount].With("$reel", reelId).With("$change", change).Run();

    private static CommentThread MapThread(SqliteDataReader row) => new(Map(row), row.GetInt64(8), []);

    private static StoredComment? Get(SqliteSession session, Guid commentId) =>
        session[CommentQueries.Get].With("$comment", commentId).First(Map);

    internal static StoredComment Map(SqliteDataReader row) => new(
        row.Id(0), row.Id(1), row.GetString(2), row.GetString(3), row.Time(4), row.IdOrNull(5), row.TextOrNull(6),
        row.TimeOrNull(7));
}
