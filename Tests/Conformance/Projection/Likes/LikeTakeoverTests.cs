using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>Two silos over the same sides, one of which doesn't reach the truth, and writes that arrive late.</summary>
public class LikeTakeoverTests : LikeSidesTests
{
    private readonly Guid _reel = Some.Id();
    private readonly string _ada = Some.User();
    private readonly string _bob = Some.User();

    [Fact]
    public async Task Late_states_of_an_older_load_are_not_set()
    {
        var (reel, user) = (Guid.NewGuid(), Some.User());
        await Sides.Truth.BeginAsync(reel, 1, Some.Now, default);
        await Sides.Truth.SetStatesAsync(reel, 3, [new(reel, user, true, Some.Now, new(2, 1))], default);

        await Sides.Truth.SetStatesAsync(reel, 2, [new(reel, user, false, Some.Now, new(1, 1))], default);

        Assert.True(await Sides.Truth.LoadAsync(reel, 1, 3, 1, false, default));
        Assert.True((await Sides.Truth.ReadAsync([reel], user, default))[reel].Liked);
    }

    /// <summary>The states that a load sets may be older than those that the other silo has written.</summary>
    [Fact]
    public async Task A_silo_that_does_not_know_of_a_load_writes_nothing_into_it()
    {
        var (silo, other) = (IdleSilo(), IdleSilo());
        await silo.SetAsync(_reel, _ada, true);
        other.Truth.Fail();
        await other.SetAsync(_reel, _bob, true);
        await other.RecoverAsync();
        var (states, load) = (new Gate(), new Gate());
        other.Truth.Before = (call, _) => call switch
        {
            LikeCalls.States => states.PassAsync(),
            LikeCalls.Load => load.PassAsync(),
            _ => Task.CompletedTask,
        };

        var loading = other.SetAsync(_reel, _bob, false);
        await Until.TrueAsync(() => states.Reached);
        await silo.SetAsync(_reel, _ada, false);
        states.Open();
        await Until.TrueAsync(() => load.Reached);
        await silo.SetAsync(_reel, _ada, true);
        load.Open();

        await loading;
        await other.StartAsync();
        await AssertAgreeAsync(other, _ada);
    }

    [Fact]
    public async Task A_silo_that_reaches_the_truth_learns_of_a_takeover()
    {
        var (silo, other) = (await SiloAsync(), await SiloAsync());
        await silo.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        other.Truth.Fail();

        Assert.Equal(0, await other.SetAsync(_reel, _ada, false));

        await Until.TrueAsync(async () => await silo.CountAsync(_reel) == 0);
        Assert.False(await silo.IsLikedAsync(_reel, _ada));
        Assert.Equal(1, await silo.SetAsync(_reel, _bob, true));
        other.Truth.Recover();
        await AssertAgreeAsync(silo, _bob);
    }

    [Fact]
    public async Task A_copy_with_a_tail_is_drained_before_it_is_loaded()
    {
        var (silo, other) = (IdleSilo(), IdleSilo());
        await silo.SetAsync(_reel, _ada, true);
        other.Truth.Fail();
        await other.SetAsync(_reel, _bob, true);
        await other.RecoverAsync();

        Assert.Equal(1, await other.SetAsync(_reel, _ada, false));

        await other.StartAsync();
        await AssertAgreeAsync(other, _bob);
    }

    [Fact]
    public async Task Of_two_concurrent_orders_that_of_the_takeover_wins()
    {
        var (silo, other) = (IdleSilo(), IdleSilo());
        await silo.SetAsync(_reel, _ada, true);
        await silo.Store.EraseAsync(_bob, 1, default);
        other.Truth.Fail();

        await other.SetAsync(_reel, _ada, false);
        await silo.SetAsync(_reel, _ada, true);
        await silo.SetAsync(_reel, _bob, true);

        other.Truth.Recover();
        await other.StartAsync();
        await AssertAgreeAsync(other, _bob);
    }

    [Fact]
    public async Task A_load_that_arrives_late_does_not_bring_old_states_back()
    {
        var (silo, other) = (IdleSilo(), await SiloAsync());
        await other.SetAsync(_reel, _ada, true);
        await Sides.DrainedAsync();
        await Sides.TruthEngine.LoseAsync();
        await NoticedAsync(other);
        var gate = new Gate();
        silo.Truth.Before = (call, _) => call is LikeCalls.Load ? gate.PassAsync() : Task.CompletedTask;

        var late = silo.SetAsync(_reel, _bob, true);
        await Until.TrueAsync(() => gate.Reached);
        Assert.Equal(0, await other.SetAsync(_reel, _ada, false));
        gate.Open();

        Assert.Equal(1, await late);
        await AssertAgreeAsync(other, _bob);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_was_given_up_does_not_win_later(bool isTruthDown)
    {
        var silo = await SiloAsync();
        await silo.Store.BeginAsync(_reel, Some.Now, default);
        await silo.SetAsync(_reel, _bob, true);
        await Sides.DrainedAsync();
        var gate = new Gate();
        var (held, kept) = isTruthDown ? (silo.Projection, LikeCalls.Commit) : (silo.Truth, LikeCalls.Apply);
        if (isTruthDown)
            silo.Truth.Fail();
        held.Before = (call, _) => call == kept && !gate.Reached ? gate.PassAsync() : Task.CompletedTask;

        using var givingUp = new CancellationTokenSource();
        var givenUp = silo.Store.ApplyAsync(_reel, [new(_ada, true, Some.Now)], givingUp.Token).AsTask();
        await Until.TrueAsync(() => gate.Reached);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, false));
        await OpenAsync(gate, held, kept);
        await silo.RecoverAsync();

        await AssertAgreeAsync(silo, _bob);
    }

    [Fact]
    public async Task A_write_held_by_the_truth_loses_to_the_takeover()
    {
        var silo = await SiloAsync(ShortLimit);
        await silo.Store.BeginAsync(_reel, Some.Now, default);
        await silo.SetAsync(_reel, _bob, true);
        await Sides.DrainedAsync();
        var gate = new Gate();
        silo.Truth.Before = (call, _) => call is LikeCalls.Apply && !gate.Reached ? gate.PassAsync()
            : Task.CompletedTask;

        Assert.Equal(2, await silo.SetAsync(_reel, _ada, true));
        silo.Truth.Fail();
        Assert.Equal(1, await silo.SetAsync(_reel, _ada, false));
        await OpenAsync(gate, silo.Truth, LikeCalls.Apply);
        await silo.RecoverAsync();

        await AssertAgreeAsync(silo, _bob);
    }

    [Fact]
    public async Task Rows_that_a_dead_silo_left_pending_are_stored_by_readers()
    {
        var (silo, dying) = (await SiloAsync(), IdleSilo());
        await silo.SetAsync(_reel, _bob, true);
        await Sides.DrainedAsync();
        dying.Truth.Fail();
        dying.Projection.FailOnly(call => call is LikeCalls.PutRows);

        Assert.Equal(2, await dying.SetAsync(_reel, _ada, true));

        Assert.Equal(2, (await silo.Store.ListAsync(_reel, null, 10, default)).Count);
        await AssertAgreeAsync(silo, _ada, _bob);
    }

    [Fact]
    public async Task An_erased_person_leaves_no_row_on_either_side()
    {
        Sides.ProjectionEngine.MinAge = TimeSpan.Zero;
        var (silo, reels) = (await SiloAsync(), Some.Ids(3));
        await silo.Store.BeginAsync(reels[0], Some.Now, default);
        foreach (var reel in reels)
        {
            await silo.SetAsync(reel, _ada, true);
            await silo.SetAsync(reel, _bob, true);
        }

        Assert.InRange(await Paging.StepsAsync(2, limit => silo.Store.EraseAsync(_ada, limit, default)), 3, 6);

        await Sides.SettledAsync(silo, reels);
        foreach (var reel in reels)
            Assert.Equal([_bob], await Sides.AssertAgreeAsync(reel, _bob, _ada));
        Assert.Empty(await Sides.Projection.GetRowsAsync(reels, [_ada], default));
        var states = await Sides.Truth.ReadAsync(reels, _ada, default);
        Assert.All(states.Values, state => Assert.NotEqual(true, state.Liked));
    }

    /// <summary>Open a gate, and return when the call behind it has taken effect.</summary>
    private static async Task OpenAsync(Gate gate, StoreProbe side, string call)
    {
        var isOver = false;
        side.After = ended =>
        {
            isOver |= ended == call;
            return Task.CompletedTask;
        };
        gate.Open();
        await Until.TrueAsync(() => isOver);
    }

    private async Task AssertAgreeAsync(LikeSilo silo, params string[] likers)
    {
        await Sides.SettledAsync(silo, _reel);
        Assert.Equal(likers.Order(StringComparer.Ordinal), await Sides.AssertAgreeAsync(_reel, _ada, _bob));
    }
}
