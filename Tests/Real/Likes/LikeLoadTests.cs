using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection;
using Reels.Tests.Conformance.Projection.Likes;
using Reels.Tests.Real.MongoDb;
using Reels.Tests.Real.Redis;
using Xunit;

namespace Reels.Tests.Real.Likes;

/// <summary>
/// Redis and MongoDB under the likes of two silos: each person changes their mind again and again. In the end each
/// count and each state is that of the last answers.
/// </summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class LikeLoadTests : LikeSidesTests
{
    private const int Rounds = 6;

    private readonly Guid[] _reels = Some.Ids(3);
    private readonly string[] _users = Some.Users(10);

    [Fact]
    public async Task Two_silos_that_drain_one_tail_count_each_like_once()
    {
        var (silo, other) = (await SiloAsync(), await SiloAsync());

        await Task.WhenAll(WriteAsync(silo, 0), WriteAsync(other, 1));

        await AssertLastStatesAsync(silo, other);
    }

    [Theory]
    [InlineData(LikeCalls.Commit)]
    [InlineData(LikeCalls.PutRows)]
    public async Task A_drain_that_stops_half_way_is_completed_by_another(string call)
    {
        var (silo, dying) = (await SiloAsync(), await SiloAsync());
        var calls = 0;
        dying.Projection.FailOnly(name => name == call && ++calls > 3);

        await WriteAsync(dying, 0);
        await dying.StopAsync();
        await WriteAsync(silo, 1);

        await AssertLastStatesAsync(silo);
    }

    [Fact]
    public async Task A_failover_to_MongoDB_and_back_loses_no_answered_like()
    {
        var (silo, other) = (await SiloAsync(), await SiloAsync());
        var writing = Task.WhenAll(WriteAsync(silo, 0), WriteAsync(other, 1));
        for (var outage = 0; outage < 3 && !writing.IsCompleted; outage++)
        {
            silo.Truth.Fail();
            await Task.WhenAny(writing, Task.Delay(100));
            silo.Truth.Recover();
            await Task.WhenAny(writing, Task.Delay(100));
        }

        await writing;
        await silo.RecoverAsync();
        await AssertLastStatesAsync(silo, other);
    }

    /// <summary>The silos remember the orders that Redis alone had.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redis_may_lose_data_again_and_again(bool isOlder)
    {
        var (silo, other) = (await SiloAsync(), await SiloAsync());
        var writing = Task.WhenAll(WriteAsync(silo, 0), WriteAsync(other, 1));
        while (!writing.IsCompleted)
        {
            var goBackAsync = await Sides.TruthEngine.KeepAsync();
            await Task.WhenAny(writing, Task.Delay(100));
            await (isOlder ? goBackAsync() : Sides.TruthEngine.LoseAsync());
        }

        await writing;
        await AssertLastStatesAsync(silo, other);
    }

    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();

    /// <summary>The reels and people of whom one silo takes the orders: every other person.</summary>
    private IEnumerable<(Guid Reel, string User)> People(int half) => _reels.SelectMany(
        reel => _users.Where((_, i) => i % 2 == half).Select(user => (reel, user)));

    private bool IsLikedAtLast(string user) => Array.IndexOf(_users, user) < 6;

    private Task WriteAsync(LikeSilo silo, int half) => Task.WhenAll(People(half).Select(async person =>
    {
        for (var round = 1; round <= Rounds; round++)
        {
            var liked = (Rounds - round) % 2 == 0 == IsLikedAtLast(person.User);
            while (!await silo.TrySetAsync(person.Reel, person.User, liked, Some.Now.AddSeconds(round)))
                await Task.Yield();
        }
    }));

    private async Task AssertLastStatesAsync(params LikeSilo[] silos)
    {
        await Sides.SettledAsync(silos[0], _reels);
        foreach (var reel in _reels)
        {
            Assert.Equal(_users.Where(IsLikedAtLast).Order(StringComparer.Ordinal),
                await Sides.AssertAgreeAsync(reel, _users));
            foreach (var silo in silos)
            {
                Assert.Equal(_users.Count(IsLikedAtLast), await silo.CountAsync(reel));
                foreach (var user in _users)
                    Assert.Equal(IsLikedAtLast(user), await silo.IsLikedAsync(reel, user));
            }
        }
    }
}
