using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis.Likes;
using Reels.Tests.Conformance;
using StackExchange.Redis;
using Xunit;

namespace Reels.Tests.Real.Redis;

/// <summary>The keys in Redis, and what they promise beyond the suites.</summary>
[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisLikeTruthTests : IAsyncLifetime
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private readonly Guid _reel = Some.Id();
    private readonly string _ada = Some.User();
    private readonly string _bob = Some.User();
    private RedisLikeTruthEngine? _engine;
    private long _number;

    private RedisLikeTruthEngine Engine => _engine!;

    private ILikeTruth Truth => Engine.Truth;

    public async ValueTask InitializeAsync() => _engine = await RedisLikeTruthEngine.OpenAsync(maxTail: 5);

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
    }

    /// <summary>
    /// The keys that the product's own documents name, as they name them: in another database, without a prefix.
    /// </summary>
    [Fact]
    public async Task Keys_have_the_documented_names_types_and_lifetimes()
    {
        await using var redis = RedisLikeTruthEngine.Connect("", database: 15);
        await redis.OpenAsync();
        var truth = new RedisLikeTruth(redis, long.MaxValue);
        string[] keys =
        [
            $"likes:{{{_reel}}}", $"like:{{{_reel}}}:{_ada}", $"like:{{{_reel}}}:{_bob}", $"likes:meta:{{{_reel}}}",
            $"likes:call:{{{_reel}}}:test", "likes:mark:test",
        ];
        try
        {
            await truth.BeginAsync(_reel, 1, Some.Now, default);
            await truth.ApplyAsync(_reel, Batch(1, [Like(_ada), new(_bob, false, Some.Now)]), default);

            Assert.Equal("1", await GetAsync(keys[0]));
            Assert.Null(await LifetimeAsync(keys[0]));
            Assert.Equal("1", await GetAsync(keys[1]));
            Assert.Equal("0", await GetAsync(keys[2]));
            foreach (var key in keys[1..3])
                Assert.InRange((await LifetimeAsync(key))!.Value, Month - TimeSpan.FromMinutes(5), Month);
            Assert.Equal(
                [
                    RedisType.String, RedisType.String, RedisType.String, RedisType.Hash, RedisType.String,
                    RedisType.String,
                ],
                await Task.WhenAll(keys.Select(
                    key => redis.ReadAsync(database => database.KeyTypeAsync(key), default))));
        }
        finally
        {
            var tail = await truth.ListTailAsync(1_000, default);
            await truth.RemoveTailAsync([.. tail.Where(row => row.Row.ReelId == _reel)], default);
            if (await redis.ReadAsync(database => database.StreamLengthAsync(LikeKeys.Tail), default) == 0)
                keys = [.. keys, LikeKeys.Tail];
            foreach (var key in keys)
                await redis.WriteAsync(database => database.KeyDeleteAsync(key), default);
        }

        async Task<string?> GetAsync(string key) =>
            await redis.ReadAsync(database => database.StringGetAsync(key), default);
        Task<TimeSpan?> LifetimeAsync(string key) =>
            redis.ReadAsync(database => database.KeyTimeToLiveAsync(key), default);
    }

    [Fact]
    public async Task Rows_of_the_tail_are_numbered_and_removed_once()
    {
        await Truth.BeginAsync(_reel, 7, Some.Now, default);
        await Truth.ApplyAsync(_reel, Batch(7, [Like(_ada), Like(_bob), Unlike(_ada)]), default);

        var tail = await Truth.ListTailAsync(10, default);
        Assert.Equal(
            [new(_reel, _ada, true, Some.Now, new(7, 1)), new(_reel, _bob, true, Some.Now, new(7, 2)),
                new LikeRow(_reel, _ada, false, Some.Now, new(7, 3))],
            tail.Select(row => row.Row));
        Assert.Equal(tail.Take(2), await Truth.ListTailAsync(2, default));

        await Truth.RemoveTailAsync([.. tail.Take(2)], default);
        await Truth.RemoveTailAsync([.. tail.Take(2)], default);
        Assert.Equal([tail[2]], await Truth.ListTailAsync(10, default));
        Assert.True((await ReadAsync()).HasTail);

        await Truth.RemoveTailAsync([tail[2] with { Row = tail[2].Row with { Seq = new(6, 3) } }], default);
        Assert.True((await ReadAsync()).HasTail);
        await Truth.RemoveTailAsync(tail, default);
        Assert.False((await ReadAsync()).HasTail);
    }

    [Fact]
    public async Task The_turn_has_one_silo_and_its_look_finds_the_places_of_the_tail()
    {
        await Truth.BeginAsync(_reel, 7, Some.Now, default);
        await Truth.ApplyAsync(_reel, Batch(7, [Like(_ada), Like(_bob)]), default);
        var tail = await Truth.ListTailAsync(10, default);
        var newest = tail[^1].Id;

        Assert.Equal(new(true, false, newest), await Truth.LookAtTailAsync("a", null, default));
        Assert.Equal(new(false, true, newest), await Truth.LookAtTailAsync("b", tail[0].Id, default));
        await Truth.RemoveTailAsync([tail[0]], default);
        Assert.Equal(new(false, false, newest), await Truth.LookAtTailAsync("b", tail[0].Id, default));
        Assert.Equal(new(false, true, newest), await Truth.LookAtTailAsync("b", newest, default));

        await Truth.EndTurnAsync("b", default);
        Assert.False((await Truth.LookAtTailAsync("b", null, default)).IsMyTurn);
        await Truth.EndTurnAsync("a", default);
        await Truth.RemoveTailAsync(tail, default);
        Assert.Equal(new(true, false, null), await Truth.LookAtTailAsync("b", newest, default));
    }

    [Fact]
    public async Task A_tail_that_reached_its_limit_takes_no_batch()
    {
        await Truth.BeginAsync(_reel, 1, Some.Now, default);
        await Truth.ApplyAsync(_reel, Batch(1, [.. Some.Users(5).Select(Like)]), default);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada)]), default));
        Assert.Equal((StoreFailure.Overloaded, false), (refused.Failure, refused.OutcomeUnknown));
        Assert.Equal(5, (await ReadAsync()).Count);

        await Truth.RemoveTailAsync(await Truth.ListTailAsync(1, default), default);
        Assert.Equal(6, (await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada)]), default)).Count);
    }

    [Fact]
    public async Task A_reel_without_its_count_is_not_known()
    {
        await Truth.BeginAsync(_reel, 1, Some.Now, default);
        await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada)]), default);
        await Engine.RunAsync(database => database.KeyDeleteAsync(LikeKeys.Count(_reel)));

        Assert.Empty(await Truth.ReadAsync([_reel], _ada, default));
        var answer = await Truth.ApplyAsync(_reel, Batch(1, [Like(_bob)]), default);
        Assert.Equal((LikeOutcome.NotCurrent, null), (answer.Outcome, answer.Reel));
        Assert.True(await Truth.LoadAsync(_reel, null, 2, 1, false, default));
        Assert.Equal(2, (await Truth.ApplyAsync(
            _reel, Batch(2, [Like(_bob)]) with { States = new Dictionary<string, bool> { [_bob] = false } }, default))
            .Count);
    }

    [Fact]
    public async Task A_mark_that_was_lost_refuses_all_that_knows_it()
    {
        await Truth.BeginAsync(_reel, 1, Some.Now, default);
        Assert.Equal(1, await Truth.TryMarkAsync(new("silo", 0), default));
        var batch = Batch(1, [Like(_ada)]) with { Mark = new("silo", 1) };
        Assert.Equal(
            new(LikeOutcome.Applied, 1, Seq: new(1, 1), Mark: 2), await Truth.ApplyAsync(_reel, batch, default));
        Assert.Equal(3, await Truth.TryMarkAsync(new("silo", 2), default));

        await Engine.RunAsync(database => database.StringSetAsync(LikeKeys.Mark("silo"), 2));
        Assert.Null(await Truth.TryMarkAsync(new("silo", 3), default));
        var late = Batch(1, [Like(_bob)]) with { Mark = new("silo", 3) };
        Assert.Equal(LikeOutcome.Lost, (await Truth.ApplyAsync(_reel, late, default)).Outcome);
        Assert.Equal(LikeOutcome.Lost, (await Truth.ApplyAsync(Some.Id(), late, default)).Outcome);
        Assert.Equal(1, (await ReadAsync()).Count);
    }

    [Fact]
    public async Task A_lost_copy_keeps_no_state_and_no_tail_when_it_is_loaded()
    {
        await Truth.BeginAsync(_reel, 1, Some.Now, default);
        await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada)]), default);
        var lost = Batch(1, [Like(_bob)]) with { Epochs = new(1, LostBefore: 2) };
        Assert.Equal(LikeOutcome.NotCurrent, (await Truth.ApplyAsync(_reel, lost, default)).Outcome);

        Assert.False(await Truth.LoadAsync(_reel, 1, 2, 7, false, default));
        Assert.True(await Truth.LoadAsync(_reel, 1, 2, 7, true, default));

        Assert.Equal(new TruthReel(2, 2, 7, HasTail: false, IsClosed: false), await ReadAsync());
        var batch = Batch(2, [Unlike(_ada)]);
        Assert.Equal([_ada], (await Truth.ApplyAsync(_reel, batch, default)).Unknown);
        batch = batch with { States = new Dictionary<string, bool> { [_ada] = true } };
        Assert.Equal(6, (await Truth.ApplyAsync(_reel, batch, default)).Count);
        Assert.False((await ReadAsync()).Liked);
    }

    /// <summary>A like right after a load is newer than it, whatever the clock does while Redis reads it.</summary>
    [Fact]
    public async Task A_state_that_was_set_right_after_a_load_counts()
    {
        await using var engine = await RedisLikeTruthEngine.OpenAsync();
        var reels = Enumerable.Range(0, 100).Select(_ => Some.Id()).ToList();
        foreach (var reel in reels)
        {
            var batch = Batch(1, [Like(_ada)]) with { States = new Dictionary<string, bool> { [_ada] = false } };
            await engine.Truth.LoadAsync(reel, null, 1, 0, false, default);
            Assert.Equal(1, (await engine.Truth.ApplyAsync(reel, batch, default)).Count);
        }

        for (var time = 0; time < 50; time++)
        {
            var found = await engine.Truth.ReadAsync(reels, _ada, default);
            Assert.All(reels, reel => Assert.True(found[reel].Liked));
        }
    }

    [Fact]
    public async Task A_closed_reel_is_forgotten_after_a_month()
    {
        await Truth.BeginAsync(_reel, 1, Some.Now, default);
        await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada), Like(_bob)]), default);

        Assert.Equal(1, await Truth.CloseAsync(_reel, 1, default));
        Assert.Equal(1, await Truth.CloseAsync(_reel, 5, default));
        Assert.Equal(0, await Truth.CloseAsync(_reel, 5, default));

        Assert.True((await ReadAsync()).IsClosed);
        Assert.Equal(LikeOutcome.Closed, (await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada)]), default)).Outcome);
        foreach (var key in (RedisKey[])[LikeKeys.Count(_reel), LikeKeys.Meta(_reel)])
        {
            var lifetime = await Engine.RunAsync(database => database.KeyTimeToLiveAsync(key));
            Assert.InRange(lifetime!.Value, Month - TimeSpan.FromMinutes(5), Month);
        }
    }

    [Fact]
    public async Task A_missing_state_means_no_until_a_month_after_the_reel_was_made()
    {
        await Truth.BeginAsync(_reel, 1, TimeProvider.System.GetUtcNow().AddDays(-30), default);
        Assert.Null((await ReadAsync()).Liked);
        Assert.Equal([_ada], (await Truth.ApplyAsync(_reel, Batch(1, [Like(_ada)]), default)).Unknown);

        var young = Some.Id();
        await Truth.BeginAsync(young, 1, TimeProvider.System.GetUtcNow().AddDays(-28), default);
        Assert.False((await Truth.ReadAsync([young], _ada, default))[young].Liked);
    }

    private LikeBatch Batch(long epoch, LikeChange[] changes) =>
        new(new(epoch), "test", ++_number, new("test", 0), changes, new Dictionary<string, bool>());

    private async Task<TruthReel> ReadAsync() => (await Truth.ReadAsync([_reel], _ada, default))[_reel];

    private static LikeChange Like(string user) => new(user, true, Some.Now);

    private static LikeChange Unlike(string user) => new(user, false, Some.Now);
}
