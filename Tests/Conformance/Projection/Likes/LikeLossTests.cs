using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>
/// A truth that loses what it had answered, before it was drained: a silo that answered it remembers it. A silo that
/// dies together with the truth loses it.
/// </summary>
public class LikeLossTests : LikeSidesTests
{
    private readonly Guid _reel = Some.Id();
    private readonly string _ada = Some.User();
    private readonly string _bob = Some.User();
    private readonly string _eve = Some.User();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answered_orders_survive_a_loss_without_a_drain(bool isOlder)
    {
        var silo = IdleSilo();
        await silo.SetAsync(_reel, _ada, true);
        var goBackAsync = await Sides.TruthEngine.KeepAsync();
        Assert.Equal(2, await silo.SetAsync(_reel, _bob, true));
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, false));
        await (isOlder ? goBackAsync() : Sides.TruthEngine.LoseAsync());

        await silo.StartAsync();
        await NoticedAsync(silo);
        await AssertLikersAsync(silo, _bob);
    }

    [Fact]
    public async Task Orders_after_a_loss_win_over_those_before_it()
    {
        var silo = IdleSilo();
        await silo.SetAsync(_reel, _ada, true);
        await silo.SetAsync(_reel, _bob, true);
        await Sides.TruthEngine.LoseAsync();
        await silo.SetAsync(_reel, _ada, false);
        await silo.SetAsync(_reel, _eve, true);

        await silo.StartAsync();
        await NoticedAsync(silo);
        await AssertLikersAsync(silo, _bob, _eve);
    }

    [Fact]
    public async Task States_that_an_older_truth_has_mean_nothing()
    {
        var silo = await SiloAsync();
        await silo.Store.BeginAsync(_reel, Some.Now, default);
        await silo.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        var goBackAsync = await Sides.TruthEngine.KeepAsync();
        await silo.SetAsync(_reel, _ada, false);
        await silo.SetAsync(_reel, _bob, true);
        await Sides.DrainedAsync();
        await goBackAsync();

        await NoticedAsync(silo);
        await AssertLikersAsync(silo, _bob);
        Assert.Equal(2, await silo.SetAsync(_reel, _ada, true));
        Assert.Equal(2, await silo.SetAsync(_reel, _bob, true));
        Assert.Equal(1, await silo.SetAsync(_reel, _bob, false));
        await AssertLikersAsync(silo, _ada);
    }

    /// <summary>It notices by its looks alone, also with orders that another one has given.</summary>
    [Fact]
    public async Task A_silo_without_orders_notices_an_older_truth()
    {
        var (silo, writer) = (await SiloAsync(), await SiloAsync());
        await writer.SetAsync(_reel, _ada, true);
        var goBackAsync = await Sides.TruthEngine.KeepAsync();
        await writer.SetAsync(_reel, _bob, true);
        await Sides.DrainedAsync();
        await writer.StopAsync();
        await LooksAsync(silo);
        await goBackAsync();

        await NoticedAsync(silo);
        await AssertLikersAsync(silo, _ada, _bob);
    }

    /// <summary>Another silo has noticed a loss, in which this one has lost nothing.</summary>
    [Fact]
    public async Task An_order_that_a_lost_copy_took_is_followed_by_the_next()
    {
        var (silo, other) = (IdleSilo(), IdleSilo());
        await other.SetAsync(_reel, _ada, true);
        var goBackAsync = await Sides.TruthEngine.KeepAsync();
        await silo.SetAsync(_reel, _eve, true);
        await goBackAsync();
        await silo.StartAsync();
        await NoticedAsync(silo);
        await silo.StopAsync();
        Assert.Equal(2, await other.SetAsync(_reel, _bob, true));
        await silo.SetAsync(_reel, _eve, true);

        await other.SetAsync(_reel, _bob, false);

        await other.StartAsync();
        await AssertLikersAsync(other, _ada, _eve);
    }

    [Fact]
    public async Task A_repeated_order_of_an_unknown_outcome_is_remembered()
    {
        var silo = IdleSilo();
        await silo.SetAsync(_reel, _bob, true);
        silo.Truth.After = call => call == LikeCalls.Apply
            ? Task.FromException(new StoreUnavailableException(Engines.Redis, outcomeUnknown: true))
            : Task.CompletedTask;
        silo.Projection.Fail();
        Assert.False(await silo.TrySetAsync(_reel, _ada, true));
        silo.Truth.After = null;
        silo.Projection.Recover();
        await Until.TrueAsync(() => !silo.Store.IsTruthResting);
        Assert.Equal(2, await silo.SetAsync(_reel, _ada, true));
        await Sides.TruthEngine.LoseAsync();

        await silo.StartAsync();
        await NoticedAsync(silo);
        await AssertLikersAsync(silo, _ada, _bob);
    }

    [Fact]
    public async Task A_loss_while_the_projection_is_unavailable_is_made_up_later()
    {
        var silo = await SiloAsync();
        await silo.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        silo.Projection.Fail();
        Assert.Equal(0, await silo.SetAsync(_reel, _ada, false));
        await Sides.TruthEngine.LoseAsync();
        Assert.False(await silo.TrySetAsync(_reel, _bob, true));

        silo.Projection.Recover();
        await NoticedAsync(silo);
        await AssertLikersAsync(silo);
    }

    private async Task AssertLikersAsync(LikeSilo silo, params string[] likers)
    {
        await Sides.SettledAsync(silo, _reel);
        Assert.Equal(likers.Order(StringComparer.Ordinal), await Sides.AssertAgreeAsync(_reel, _ada, _bob, _eve));
        Assert.Equal(likers.Length, await silo.CountAsync(_reel));
        foreach (var user in (string[])[_ada, _bob, _eve])
            Assert.Equal(likers.Contains(user), await silo.IsLikedAsync(_reel, user));
    }
}
