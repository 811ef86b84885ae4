using Reels.Grains.Interfaces;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>Likes with each of their two sides unavailable, lagging, and back.</summary>
public class LikeFailoverTests : LikeSidesTests
{
    private readonly Guid _reel = Some.Id();
    private readonly string _ada = Some.User();
    private readonly string _bob = Some.User();

    [Fact]
    public async Task A_like_reaches_the_projection_without_another_call()
    {
        var silo = await SiloAsync();

        Assert.Equal(1, await silo.SetAsync(_reel, _ada, true));
        await Sides.DrainedAsync();

        Assert.Equal([_ada], (await Sides.Projection.ListAsync(_reel, null, 10, default)).Select(like => like.UserId));
        await AssertAgreeAsync(silo, [_ada]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Likes_go_on_while_the_truth_is_unavailable(bool hangs)
    {
        var silo = await SiloAsync(hangs ? ShortLimit : null);
        await silo.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        var gate = new Gate();
        if (hangs)
            silo.Truth.Hang(gate);
        else
            silo.Truth.Fail();

        Assert.Equal(2, await silo.SetAsync(_reel, _bob, true));
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, false));
        Assert.Equal(1, await silo.CountAsync(_reel));
        Assert.True(await silo.IsLikedAsync(_reel, _bob));
        Assert.False(await silo.IsLikedAsync(_reel, _ada));
        Assert.Equal([_bob], (await silo.Store.ListAsync(_reel, null, 10, default)).Select(like => like.UserId));

        silo.Truth.Recover();
        gate.Open();
        await AssertAgreeAsync(silo, [_bob]);
        Assert.Equal(2, await silo.SetAsync(_reel, _ada, true));
        await AssertAgreeAsync(silo, [_ada, _bob]);
    }

    [Fact]
    public async Task A_tail_that_is_drained_late_loses_and_adds_the_rest()
    {
        var (silo, other, eve) = (IdleSilo(), IdleSilo(), Some.User());
        await silo.SetAsync(_reel, _ada, true);
        await silo.SetAsync(_reel, _bob, true);
        silo.Truth.Fail();
        other.Truth.Fail();

        Assert.Equal(0, await silo.SetAsync(_reel, _ada, false));
        Assert.Equal(1, await other.SetAsync(_reel, eve, true));
        foreach (var one in (LikeSilo[])[silo, other])
        {
            one.Truth.Recover();
            await one.StartAsync();
        }

        await AssertAgreeAsync(silo, [_bob, eve], eve);
        Assert.Equal(2, await other.CountAsync(_reel));
    }

    [Fact]
    public async Task Likes_need_no_projection_where_the_truth_has_the_state()
    {
        var silo = await SiloAsync();
        await silo.SetAsync(_reel, _ada, true);
        silo.Projection.Fail();

        Assert.Equal(0, await silo.SetAsync(_reel, _ada, false));
        Assert.Equal(0, await silo.CountAsync(_reel));
        Assert.False(await silo.IsLikedAsync(_reel, _ada));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => silo.SetAsync(_reel, _bob, true));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => silo.IsLikedAsync(_reel, _bob));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => silo.SetAsync(Some.Id(), _ada, true));

        silo.Projection.Recover();
        Assert.Equal(1, await silo.SetAsync(_reel, _bob, true));
        await AssertAgreeAsync(silo, [_bob]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_reel_is_liked_without_the_projection(bool isPostedMeanwhile)
    {
        var silo = await SiloAsync();
        await silo.SetAsync(Some.Id(), _ada, true);
        if (isPostedMeanwhile)
            silo.Projection.Fail();
        await silo.Store.BeginAsync(_reel, Some.Now, default);
        silo.Projection.Fail();

        Assert.Equal(0, await silo.CountAsync(_reel));
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, true));
        Assert.False(await silo.IsLikedAsync(_reel, _bob));

        silo.Projection.Recover();
        await AssertAgreeAsync(silo, [_ada]);
    }

    [Fact]
    public async Task A_reel_begun_in_the_truth_alone_can_be_taken_over()
    {
        var silo = IdleSilo();
        await silo.SetAsync(Some.Id(), _ada, true);
        silo.Projection.Fail();
        await silo.Store.BeginAsync(_reel, Some.Now, default);
        await silo.SetAsync(_reel, _ada, true);
        silo.Truth.Fail();
        silo.Projection.Recover();

        Assert.Equal(1, await silo.SetAsync(_reel, _bob, true));

        silo.Truth.Recover();
        await silo.StartAsync();
        await AssertAgreeAsync(silo, [_ada, _bob]);
    }

    [Fact]
    public async Task Nothing_is_answered_while_both_are_unavailable()
    {
        var silo = await SiloAsync();
        await silo.SetAsync(_reel, _ada, true);
        silo.Truth.Fail();
        silo.Projection.Fail();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => silo.SetAsync(_reel, _ada, false));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => silo.CountAsync(_reel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => silo.IsLikedAsync(_reel, _ada));

        await silo.RecoverAsync();
        await AssertAgreeAsync(silo, [_ada]);
    }

    [Fact]
    public async Task States_that_expired_are_asked_of_the_projection()
    {
        var silo = await SiloAsync();
        await silo.Store.BeginAsync(_reel, Some.Now, default);
        await silo.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        await Sides.TruthEngine.ExpireAsync(TimeSpan.Zero);

        Assert.True(await silo.IsLikedAsync(_reel, _ada));
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, true));
        Assert.Equal(2, await silo.SetAsync(_reel, _bob, true));
        await Sides.TruthEngine.ExpireAsync(TimeSpan.Zero);
        await Sides.DrainedAsync();
        Assert.Equal(1, await silo.SetAsync(_reel, _bob, false));
        await AssertAgreeAsync(silo, [_ada]);
    }

    [Fact]
    public async Task A_truth_that_lost_its_data_is_loaded_again()
    {
        var silo = await SiloAsync();
        await silo.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        await Sides.TruthEngine.LoseAsync();

        Assert.Equal(1, await silo.CountAsync(_reel));
        Assert.True(await silo.IsLikedAsync(_reel, _ada));
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, true));
        Assert.Equal(2, await silo.SetAsync(_reel, _bob, true));
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, false));
        await Sides.TruthEngine.LoseAsync();
        await silo.Store.BeginAsync(_reel, Some.Now, default);

        // Until it is noticed, both sides look settled.
        await LooksAsync(silo);
        await AssertAgreeAsync(silo);
    }

    private async Task AssertAgreeAsync(LikeSilo silo, string[]? likers = null, params string[] others)
    {
        await Sides.SettledAsync(silo, _reel);
        var agreed = await Sides.AssertAgreeAsync(_reel, [_ada, _bob, .. others]);
        if (likers is not null)
            Assert.Equal(likers.Order(StringComparer.Ordinal), agreed);
    }
}
