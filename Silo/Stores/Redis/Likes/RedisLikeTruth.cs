using System.Runtime.CompilerServices;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis.Engine;
using StackExchange.Redis;

namespace Reels.Silo.Stores.Redis.Likes;

/// <summary>
/// Likes in Redis; <c>docs/adr/0040-likes-in-redis.md</c> says why they are kept so. Each method is one script.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="maxTail">Rows of the tail beyond which no batch is taken.</param>
internal sealed class RedisLikeTruth(RedisConnection redis, long maxTail) : ILikeTruth
{
    /// <summary>Time to live of a state after its last order.</summary>
    public const int StateSeconds = 30 * 24 * 60 * 60;

    /// <summary>
    /// How long a missing state means no. It ends a day before any state can have expired, whatever clocks differ by.
    /// </summary>
    private const long FullMilliseconds = (StateSeconds - (24 * 60 * 60)) * 1_000L;

    /// <summary>
    /// Time to live of a closed reel. The projection keeps it closed for good, and is asked for what isn't here.
    /// </summary>
    private const int ClosedSeconds = StateSeconds;

    /// <summary>Longer than a call can be on its way after it was given up.</summary>
    private const int CallSeconds = 60 * 60;

    /// <summary>Eight looks of a silo.</summary>
    private const int TurnMilliseconds = 2_000;

    public async ValueTask BeginAsync(Guid reelId, long epoch, DateTimeOffset createdAt,
        CancellationToken cancellationToken) => await RunAsync(
        LikeScripts.Begin, KeysOf(reelId), [epoch, createdAt.ToUnixTimeMilliseconds(), FullMilliseconds],
        cancellationToken);

    public async ValueTask<LikeAnswer> ApplyAsync(Guid reelId, LikeBatch batch, CancellationToken cancellationToken)
    {
        string[] users = [.. batch.Changes.Select(change => change.UserId).Distinct(StringComparer.Ordinal)];
        var places = users.Index().ToDictionary(user => user.Item, user => user.Index + 1, StringComparer.Ordinal);
        RedisKey[] keys =
        [
            .. KeysOf(reelId), LikeKeys.Call(reelId, batch.Writer), LikeKeys.Tail, LikeKeys.Mark(batch.Mark.Name),
            .. users.Select(user => LikeKeys.State(reelId, user)),
        ];
        RedisValue[] arguments =
        [
            batch.Epochs.Newest, batch.Number, StateSeconds, CallSeconds, maxTail, reelId.ToString(),
            batch.Epochs.LostBefore, batch.Mark.Number, users.Length,
            .. users.SelectMany(user => (RedisValue[])
                [user, batch.States.TryGetValue(user, out var liked) ? liked : RedisValue.EmptyString]),
            .. batch.Changes.SelectMany(change => (RedisValue[])
                [places[change.UserId], change.Liked, change.At.ToUnixTimeMilliseconds()]),
        ];
        return LikeReplies.Answer(await RunAsync(LikeScripts.Apply, keys, arguments, cancellationToken));
    }

    public async ValueTask<IReadOnlyDictionary<Guid, TruthReel>> ReadAsync(IReadOnlyCollection<Guid> reelIds,
        string? userId, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. reelIds.Distinct()];
        if (ids.Length == 0)
            return new Dictionary<Guid, TruthReel>();
        RedisKey[] keys = [.. ids.SelectMany(id => (RedisKey[])
            (userId is null ? KeysOf(id) : [.. KeysOf(id), LikeKeys.State(id, userId)]))];
        var found = await redis.ReadAsync(
            database => database.ScriptEvaluateAsync(LikeScripts.Read, keys, [userId is null ? 2 : 3, StateSeconds]),
            cancellationToken);
        return ids.Index().Where(id => found[id.Index].Length > 0)
            .ToDictionary(id => id.Item, id => LikeReplies.Reel(found[id.Index]));
    }

    public async ValueTask CheckAsync(Guid reelId, long epoch, long upTo, CancellationToken cancellationToken) =>
        await RunAsync(LikeScripts.Check, KeysOf(reelId), [epoch, upTo], cancellationToken);

    public async ValueTask SetStatesAsync(Guid reelId, long epoch, IReadOnlyList<LikeRow> rows,
        CancellationToken cancellationToken) => await RunAsync(
        LikeScripts.SetStates,
        [.. KeysOf(reelId), .. rows.Select(row => LikeKeys.State(reelId, row.UserId))],
        [epoch, StateSeconds, .. rows.Select(row => (RedisValue)row.Liked)],
        cancellationToken);

    public async ValueTask<bool> LoadAsync(Guid reelId, long? from, long epoch, long count, bool isLost,
        CancellationToken cancellationToken) => (bool)await RunAsync(
        LikeScripts.Load, KeysOf(reelId), [from ?? RedisValue.EmptyString, epoch, count, isLost], cancellationToken);

    public async ValueTask<long?> TryMarkAsync(LikeMark mark, CancellationToken cancellationToken) =>
        (long?)await RunAsync(
            LikeScripts.Mark, [LikeKeys.Mark(mark.Name)], [mark.Number, StateSeconds], cancellationToken);

    public async ValueTask<int> CloseAsync(Guid reelId, int limit, CancellationToken cancellationToken) =>
        (int)await RunAsync(LikeScripts.Close, KeysOf(reelId), [limit, ClosedSeconds], cancellationToken);

    public async ValueTask ForgetAsync(Guid reelId, string userId, CancellationToken cancellationToken) =>
        await redis.WriteAsync(
            database => database.KeyDeleteAsync(LikeKeys.State(reelId, userId)), cancellationToken);

    public async ValueTask<TailLook> LookAtTailAsync(string silo, string? upTo, CancellationToken cancellationToken)
    {
        var look = await RunAsync(
            LikeScripts.LookAtTail, [LikeKeys.Tail, LikeKeys.Turn],
            [silo, TurnMilliseconds, upTo ?? RedisValue.EmptyString], cancellationToken);
        return new((bool)look[0], (bool)look[1], look.Length > 2 ? (string?)look[2] : null);
    }

    public async ValueTask EndTurnAsync(string silo, CancellationToken cancellationToken) =>
        await RunAsync(LikeScripts.EndTurn, [LikeKeys.Turn], [silo], cancellationToken);

    public async ValueTask<IReadOnlyList<TailRow>> ListTailAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await redis.ReadAsync(
            database => database.StreamRangeAsync(LikeKeys.Tail, count: limit), cancellationToken))
            .Select(LikeReplies.Row)];

    public async ValueTask RemoveTailAsync(IReadOnlyCollection<TailRow> rows, CancellationToken cancellationToken)
    {
        Guid[] reels = [.. rows.Select(row => row.Row.ReelId).Distinct()];

        // The first key is the tail.
        var places = reels.Index().ToDictionary(reel => reel.Item, reel => reel.Index + 2);
        await RunAsync(
            LikeScripts.RemoveTail,
            [LikeKeys.Tail, .. reels.Select(LikeKeys.Meta)],
            [.. rows.SelectMany(row => (RedisValue[])
                [row.Id, places[row.Row.ReelId], row.Row.ReelId.ToString(), row.Row.Seq.Epoch, row.Row.Seq.Number])],
            cancellationToken);
    }

    private static RedisKey[] KeysOf(Guid reelId) => [LikeKeys.Meta(reelId), LikeKeys.Count(reelId)];

    private Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] arguments,
        CancellationToken cancellationToken, [CallerMemberName] string caller = "") =>
        redis.WriteAsync(
            database => database.ScriptEvaluateAsync(script, keys, arguments), cancellationToken, caller);
}
