using Reels.Silo.Stores.Projection.Likes;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>Which of several silos copies likes to the projection.</summary>
public class LikeDrainTurnTests : LikeSidesTests
{
    private readonly Guid _reel = Some.Id();

    [Fact]
    public async Task One_silo_drains_until_it_stops()
    {
        LikeSilo[] silos = [await SiloAsync(), await SiloAsync(), await SiloAsync()];
        await AddLikesAsync(silos);
        var first = Assert.Single(silos, HasDrained);

        await first.StopAsync();
        LikeSilo[] others = [.. silos.Except([first])];
        await AddLikesAsync(others);

        Assert.Single(others, HasDrained);
    }

    [Fact]
    public async Task A_silo_that_does_not_reach_the_projection_passes_its_turn_on()
    {
        var cutOff = await SiloAsync();
        await AddLikesAsync(cutOff);
        cutOff.Projection.FailOnly(call => call == LikeCalls.Rows);
        var other = await SiloAsync();

        await AddLikesAsync(cutOff);

        Assert.True(HasDrained(other));
    }

    [Fact]
    public async Task The_turn_of_a_silo_that_died_ends_after_2_seconds()
    {
        Assert.True((await Sides.Truth.LookAtTailAsync("dead", null, default)).IsMyTurn);
        var silo = await SiloAsync();
        await silo.SetAsync(_reel, Some.User(), true);
        await LooksAsync(silo);
        Assert.False(HasDrained(silo));

        await Sides.DrainedAsync();
        Assert.True(HasDrained(silo));
    }

    [Fact]
    public async Task Rows_that_another_silo_merges_are_known_to_be_merged_after_it()
    {
        var (writer, other) = (IdleSilo(), IdleSilo());
        await Sides.Truth.LookAtTailAsync("other", null, default);
        using var drain = new LikeDrain(Side(), new(new(Sides.Projection, LikeSilo.Patience), Epoch()));
        using var lag = new LikeDrainLag();
        var turn = new LikeDrainTurn(Side(), drain, lag);
        LikeRow[] kept = [Row(1)];

        await writer.SetAsync(_reel, Some.User(), true);
        Assert.Empty(await turn.RunAsync(kept, default));
        await writer.SetAsync(_reel, Some.User(), true);
        Assert.Empty(await turn.RunAsync([.. kept, Row(2)], default));

        var tail = await Sides.Truth.ListTailAsync(10, default);
        await Sides.Truth.RemoveTailAsync([tail[0]], default);
        Assert.Equal(kept, await turn.RunAsync([.. kept, Row(2)], default));
        Assert.Empty(await turn.RunAsync([Row(2)], default));

        await Sides.Truth.RemoveTailAsync([tail[1]], default);
        Assert.Equal([Row(2)], await turn.RunAsync([Row(2)], default));
        Assert.False(HasDrained(other));

        LikeSide<ILikeTruth> Side() => new(Sides.Truth, LikeSilo.Patience);
        LikeEpoch Epoch() => new(new(Sides.Projection, LikeSilo.Patience));
        LikeRow Row(long number) => new(_reel, $"user{number}", true, Some.Now, new(1, number));
    }

    [Fact]
    public async Task Silos_without_the_turn_notice_a_loss_too()
    {
        var holder = await SiloAsync();
        await AddLikesAsync(holder);
        var silo = await SiloAsync();
        await LooksAsync(silo);
        var (ada, bob) = (Some.User(), Some.User());
        await silo.SetAsync(_reel, ada, true);
        await Sides.DrainedAsync();
        var older = await Sides.TruthEngine.KeepAsync();
        holder.Projection.FailOnly(call => call is LikeCalls.Commit or LikeCalls.Rows);
        silo.Projection.FailOnly(call => call is LikeCalls.Commit or LikeCalls.Rows);
        await silo.SetAsync(_reel, bob, true);

        await older();
        holder.Projection.Recover();
        silo.Projection.Recover();
        await NoticedAsync(silo);

        await Sides.SettledAsync(silo, _reel);
        Assert.True(await silo.IsLikedAsync(_reel, ada));
        Assert.True(await silo.IsLikedAsync(_reel, bob));
    }

    private static bool HasDrained(LikeSilo silo) => silo.Truth.CallsOf(LikeCalls.RemoveTail) > 0;

    /// <summary>Like a reel through each silo, and return when the likes are in the projection.</summary>
    private async Task AddLikesAsync(params LikeSilo[] silos)
    {
        await silos[0].Store.BeginAsync(_reel, TimeProvider.System.GetUtcNow(), default);
        foreach (var silo in silos)
            await silo.SetAsync(_reel, Some.User(), true);
        await Sides.DrainedAsync();
    }
}
