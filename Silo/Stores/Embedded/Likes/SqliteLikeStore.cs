using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Reels;

namespace Reels.Silo.Stores.Embedded.Likes;

internal sealed class SqliteLikeStore(EmbeddedDatabase database) : ILikeStore
{
    /// <summary>Nothing to record: a missing like always means no.</summary>
    public ValueTask BeginAsync(Guid reelId, DateTimeOffset createdAt, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : default;

    // The writer applies writes in the order in which they were queued, and none that was cancelled before.
    public ValueTask<long?> ApplyAsync(Guid reelId, IReadOnlyList<LikeChange> changes,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Apply(session, reelId, changes), cancellationToken));

    public ValueTask<IReadOnlyDictionary<Guid, long>> CountsAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<Guid, long>>(
            session =>
            {
                // A reel that nobody likes has no row.
                var counts = reelIds.Distinct().ToDictionary(id => id, _ => 0L);
                foreach (var (id, count) in session[LikeQueries.Counts].WithAll("$reels", counts.Keys)
                    .List(row => (row.Id(0), row.GetInt64(1))))
                {
                    counts[id] = count;
                }

                return counts;
            },
            cancellationToken);

    public ValueTask<IReadOnlySet<Guid>> WhichLikedAsync(string userId, IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlySet<Guid>>(
            session => session[LikeQueries.WhichLiked].WithAll("$reels", reelIds).With("$user", userId)
                .List(row => row.Id(0)).ToHashSet(),
            cancellationToken);

    public ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PersonPosition>>(
            session => session[LikeQueries.List]
                .With("$reel", reelId)
                .Before(before)
                .With("$limit", limit)
                .List(row => new PersonPosition(row.Time(0), row.GetString(1))),
            cancellationToken);

    public ValueTask<int> PurgeAsync(Guid reelId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var removed = session[LikeQueries.Purge].With("$reel", reelId).With("$limit", limit).Run();
            if (removed > 0)
            {
                session[LikeQueries.ChangeCount].With("$reel", reelId).With("$change", -removed).Run();
                session[LikeQueries.RemoveZeroCount].With("$reel", reelId).Run();
            }

            return removed;
        },
        cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var reels = session[LikeQueries.ListOfUser].With("$user", userId).With("$limit", limit)
                .List(row => row.Id(0));
            foreach (var reel in reels)
            {
                session[LikeQueries.Unlike].With("$reel", reel).With("$user", userId).Run();
                session[LikeQueries.ChangeCount].With("$reel", reel).With("$change", -1L).Run();
                session[LikeQueries.RemoveZeroCount].With("$reel", reel).Run();
            }

            return reels.Count;
        },
        cancellationToken));

    private static long? Apply(SqliteSession session, Guid reelId, IReadOnlyList<LikeChange> changes)
    {
        if (session[ReelQueries.IsDeleted].With("$reel", reelId).Any())
            return null;

        var change = 0L;
        foreach (var (userId, liked, at) in changes)
        {
            change += liked
                ? session[LikeQueries.Like].With("$reel", reelId).With("$user", userId).With("$at", at).Run()
                : -session[LikeQueries.Unlike].With("$reel", reelId).With("$user", userId).Run();
        }

        if (change != 0)
            session[LikeQueries.ChangeCount].With("$reel", reelId).With("$change", change).Run();

        return Count(session, reelId);
    }

    private static long Count(SqliteSession session, Guid reelId) =>
        session[LikeQueries.Count].With("$reel", reelId).Number();
}
