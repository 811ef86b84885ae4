using System.Globalization;
using Microsoft.Data.Sqlite;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>
/// Likes in tables of an embedded database, with what the real engine of the truth promises: each method is one step,
/// states expire, and everything can be lost.
/// </summary>
internal sealed class EmbeddedLikeTruth(EmbeddedDatabase database) : ILikeTruth
{
    /// <summary>A call that was sent takes effect, even if its caller gives it up.</summary>
    private static readonly CancellationToken Sent = CancellationToken.None;

    public ValueTask BeginAsync(Guid reelId, long epoch, DateTimeOffset createdAt,
        CancellationToken cancellationToken) => WriteAsync(
        session => session[LikeTruthQueries.Begin].With("$reel", reelId).With("$epoch", epoch).Run());

    public ValueTask<LikeAnswer> ApplyAsync(Guid reelId, LikeBatch batch, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Apply(session, reelId, batch), Sent));

    public ValueTask<IReadOnlyDictionary<Guid, TruthReel>> ReadAsync(IReadOnlyCollection<Guid> reelIds, string? userId,
        CancellationToken cancellationToken) =>
        database.ReadTogetherAsync<IReadOnlyDictionary<Guid, TruthReel>>(
            session => reelIds.Select(id => (Id: id, Reel: Get(session, id)?.Reel))
                .Where(pair => pair.Reel is not null)
                .ToDictionary(pair => pair.Id, pair => pair.Reel! with { Liked = StateOf(session, pair.Id, userId) }),
            Sent);

    public ValueTask CheckAsync(Guid reelId, long epoch, long upTo, CancellationToken cancellationToken) => WriteAsync(
        session => session[LikeTruthQueries.Check].With("$reel", reelId).With("$epoch", epoch).With("$upTo", upTo)
            .Run());

    public ValueTask SetStatesAsync(Guid reelId, long epoch, IReadOnlyList<LikeRow> rows,
        CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            if (session[LikeTruthQueries.BeginLoad].With("$reel", reelId).With("$epoch", epoch).Run() == 0)
                return;
            foreach (var row in rows)
                SetState(session, reelId, row.UserId, row.Liked);
        });

    public ValueTask<bool> LoadAsync(Guid reelId, long? from, long epoch, long count, bool isLost,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            var reel = Get(session, reelId)?.Reel;
            if (reel?.Epoch != from || reel is { IsClosed: true } || (reel is { HasTail: true } && !isLost))
                return false;
            if (isLost)
                session[LikeTruthQueries.LoseReel].With("$reel", reelId).Run();
            if (isLost || reel is null)
                session[LikeTruthQueries.ForgetAll].With("$reel", reelId).Run();
            session[LikeTruthQueries.Load].With("$reel", reelId).With("$epoch", epoch).With("$likes", count).Run();
            return true;
        },
        Sent));

    public ValueTask<int> CloseAsync(Guid reelId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            session[LikeTruthQueries.Begin].With("$reel", reelId).With("$epoch", 0L).Run();
            var removed = (int)Math.Min(limit, Get(session, reelId)!.Reel.Count);
            session[LikeTruthQueries.Close].With("$reel", reelId).With("$removed", (long)removed).Run();
            return removed;
        },
        Sent));

    public ValueTask ForgetAsync(Guid reelId, string userId, CancellationToken cancellationToken) => WriteAsync(
        session => session[LikeTruthQueries.Forget].With("$reel", reelId).With("$user", userId).Run());

    public ValueTask<TailLook> LookAtTailAsync(string silo, string? upTo, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
            session =>
            {
                var isMyTurn = session[LikeTruthQueries.TakeTurn].With("$silo", silo).Run() > 0;
                var hasUpTo = upTo is not null && session[LikeTruthQueries.CountUpTo]
                    .With("$id", long.Parse(upTo, CultureInfo.InvariantCulture)).Number() > 0;
                var newest = session[LikeTruthQueries.Newest].Number();
                return new TailLook(isMyTurn, hasUpTo,
                    newest == 0 ? null : newest.ToString(CultureInfo.InvariantCulture));
            },
            Sent));

    public ValueTask EndTurnAsync(string silo, CancellationToken cancellationToken) =>
        WriteAsync(session => session[LikeTruthQueries.EndTurn].With("$silo", silo).Run());

    public ValueTask<IReadOnlyList<TailRow>> ListTailAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TailRow>>(
            session => session[LikeTruthQueries.ListTail].With("$limit", limit).List(MapTail), Sent);

    public ValueTask RemoveTailAsync(IReadOnlyCollection<TailRow> rows, CancellationToken cancellationToken) =>
        WriteAsync(
            session =>
            {
                foreach (var (id, row) in rows)
                {
                    if (session[LikeTruthQueries.RemoveTail]
                        .With("$id", long.Parse(id, CultureInfo.InvariantCulture)).Run() > 0)
                    {
                        session[LikeTruthQueries.ShortenTail].With("$reel", row.ReelId).Run();
                    }
                }
            });

    public ValueTask<long?> TryMarkAsync(LikeMark mark, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => HasMark(session, mark) ? RaiseMark(session, mark) : (long?)null, Sent));

    private static LikeAnswer Apply(SqliteSession session, Guid reelId, LikeBatch batch)
    {
        if (!HasMark(session, batch.Mark))
            return new(LikeOutcome.Lost);
        if (Get(session, reelId) is not (var reel, _, var number, var loading))
            return new(LikeOutcome.NotCurrent);
        if (reel.IsClosed)
            return new(LikeOutcome.Closed);
        var (newest, lostBefore) = batch.Epochs;
        if (reel.Epoch > newest || reel.Checked < newest || reel.Epoch < lostBefore || loading > reel.Epoch)
            return new(LikeOutcome.NotCurrent, Reel: reel);
        if (session[LikeTruthQueries.LastCall].With("$reel", reelId).With("$writer", batch.Writer).Number()
            >= batch.Number)
        {
            return new(LikeOutcome.Superseded);
        }

        var states = batch.Changes.Select(change => change.UserId).Distinct().ToDictionary(
            user => user,
            user => StateOf(session, reelId, user)
                ?? (batch.States.TryGetValue(user, out var liked) ? liked : null));
        if (states.Where(state => state.Value is null).Select(state => state.Key).ToList() is { Count: > 0 } unknown)
            return new(LikeOutcome.StatesUnknown, Unknown: unknown);

        var count = reel.Count;
        foreach (var (user, liked, at) in batch.Changes)
        {
            if (states[user] != liked)
            {
                states[user] = liked;
                count += liked ? 1 : -1;
                session[LikeTruthQueries.AddTail].With("$reel", reelId).With("$user", user).With("$liked", liked)
                    .With("$at", at).With("$epoch", reel.Epoch).With("$number", ++number).Run();
            }

            SetState(session, reelId, user, liked);
        }

        session[LikeTruthQueries.SetLastCall].With("$reel", reelId).With("$writer", batch.Writer)
            .With("$number", batch.Number).Run();
        session[LikeTruthQueries.Change].With("$reel", reelId).With("$likes", count).With("$number", number).Run();
        return new(LikeOutcome.Applied, count, Seq: new(reel.Epoch, number), Mark: RaiseMark(session, batch.Mark));
    }

    private static bool HasMark(SqliteSession session, LikeMark mark) =>
        session[LikeTruthQueries.GetMark].With("$name", mark.Name).Number() >= mark.Number;

    private static long RaiseMark(SqliteSession session, LikeMark mark)
    {
        session[LikeTruthQueries.RaiseMark].With("$name", mark.Name).Run();
        return session[LikeTruthQueries.GetMark].With("$name", mark.Name).Number();
    }

    private static StoredReel? Get(SqliteSession session, Guid reelId) => session[LikeTruthQueries.Get]
        .With("$reel", reelId)
        .First(row => new StoredReel(
            new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3) > 0, row.GetBoolean(4)),
            row.GetBoolean(5), row.GetInt64(6), row.GetInt64(7)));

    private static bool? StateOf(SqliteSession session, Guid reelId, string? userId)
    {
        if (userId is null)
            return null;
        var state = session[LikeTruthQueries.State].With("$reel", reelId).With("$user", userId)
            .List(row => row.GetBoolean(0));
        return state.Count > 0 ? state[0] : Get(session, reelId) is { IsFull: true } ? false : null;
    }

    private static void SetState(SqliteSession session, Guid reelId, string user, bool liked) =>
        session[LikeTruthQueries.SetState].With("$reel", reelId).With("$user", user).With("$liked", liked).Run();

    private static TailRow MapTail(SqliteDataReader row) => new(
        row.GetInt64(0).ToString(CultureInfo.InvariantCulture),
        new(row.Id(1), row.GetString(2), row.GetBoolean(3), row.Time(4), new(row.GetInt64(5), row.GetInt64(6))));

    private ValueTask WriteAsync(Action<SqliteSession> write) => new(database.WriteAsync(write, Sent));

    /// <param name="IsFull">Whether a missing state means no.</param>
    /// <param name="Number">The last number of a row in the tail.</param>
    /// <param name="Loading">The newest epoch whose load has begun.</param>
    private sealed record StoredReel(TruthReel Reel, bool IsFull, long Number, long Loading);
}
