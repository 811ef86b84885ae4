using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>
/// A silo dies between any two calls to the sides, before or after the effect of the last one. Another silo goes on.
/// </summary>
public class LikeCrashTests : LikeSidesTests
{
    private const int MaxCalls = 60;

    private readonly string _ada = Some.User();
    private readonly string _bob = Some.User();
    private readonly string _eve = Some.User();

    public enum Situation
    {
        Normal,
        Lost,
        TakenOver,
        TakeOver,
    }

    public static TheoryData<Situation, bool> Crashes
    {
        get
        {
            var crashes = new TheoryData<Situation, bool>();
            foreach (var situation in Enum.GetValues<Situation>())
            {
                crashes.Add(situation, false);
                crashes.Add(situation, true);
            }

            return crashes;
        }
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Both_sides_agree_after_a_crash_between_any_two_calls(Situation situation, bool afterEffect)
    {
        var (survivor, crashes) = (await SiloAsync(), 0);
        for (var calls = 0; calls < MaxCalls; calls++)
        {
            var reel = await MakeAsync(survivor, situation);
            var dying = IdleSilo();
            if (situation == Situation.TakeOver)
                dying.Truth.Fail();
            var crash = Crash(dying, calls, afterEffect, isTruthDown: situation == Situation.TakeOver);
            var answered = await LikeAndDrainAsync(dying, reel);
            if (!crash())
            {
                Assert.True(answered);
                Assert.NotEqual(0, crashes);
                return;
            }

            crashes++;
            Assert.True(await survivor.TrySetAsync(reel, _eve, true));
            await Sides.SettledAsync(survivor, reel);
            var likers = await Sides.AssertAgreeAsync(reel, _ada, _bob, _eve);
            Assert.Contains(_eve, likers);
            if (answered)
                Assert.Equal(new[] { _bob, _eve }.Order(StringComparer.Ordinal), likers);
        }

        Assert.Fail("The write took too many calls.");
    }

    [Fact]
    public async Task A_reel_that_was_being_purged_stays_closed()
    {
        var survivor = await SiloAsync();
        for (var calls = 0; ; calls++)
        {
            var reel = await MakeAsync(survivor, Situation.Normal);
            var dying = IdleSilo();
            var crash = Crash(dying, calls, afterEffect: true, isTruthDown: false);
            try
            {
                await Paging.StepsAsync(1, limit => dying.Store.PurgeAsync(reel, limit, default));
            }
            catch (StoreUnavailableException)
            {
                // The outbox entry stays open, and another silo purges the reel.
            }

            await Paging.StepsAsync(1, limit => survivor.Store.PurgeAsync(reel, limit, default));
            Assert.Null(await survivor.SetAsync(reel, _eve, true));
            Assert.Equal(0, await survivor.CountAsync(reel));
            Assert.False(await survivor.IsLikedAsync(reel, _ada));
            await Sides.DrainedAsync();
            Assert.Empty(await Sides.Projection.GetRowsAsync([reel], [_ada, _bob, _eve], default));
            if (!crash())
                break;
        }
    }

    /// <summary>A reel that Ada likes.</summary>
    private async Task<Guid> MakeAsync(LikeSilo silo, Situation situation)
    {
        var reel = Some.Id();
        await silo.SetAsync(reel, _ada, true);
        await Sides.DrainedAsync();
        if (situation == Situation.Lost)
            await Sides.TruthEngine.LoseAsync();
        if (situation == Situation.TakenOver)
        {
            var other = IdleSilo();
            other.Truth.Fail();
            await other.SetAsync(reel, _ada, false);
            await other.SetAsync(reel, _ada, true);
        }

        return reel;
    }

    /// <summary>Set the states of two people in one batch, and drain. Returns whether the batch was answered.</summary>
    private async Task<bool> LikeAndDrainAsync(LikeSilo silo, Guid reel)
    {
        LikeChange[] changes = [new(_ada, false, Some.Now), new(_bob, true, Some.Now)];
        var answered = false;
        try
        {
            answered = await silo.Store.ApplyAsync(reel, changes, default) is not null;

            // An erasure of a person without likes drains the tail.
            await silo.Store.EraseAsync(Some.User(), 1, default);
        }
        catch (StoreUnavailableException)
        {
            // It has crashed, or has no truth to drain.
        }

        return answered;
    }

    /// <summary>
    /// Fail all calls of a silo after the first ones, the first failing one perhaps after its effect. Returns whether
    /// it came to that.
    /// </summary>
    private static Func<bool> Crash(LikeSilo silo, int calls, bool afterEffect, bool isTruthDown)
    {
        var (begun, crashed) = (0, false);
        Task Fail() => Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true));
        Task BeforeAsync()
        {
            var isLast = begun++ >= calls;
            if (!isLast || (afterEffect && !crashed))
                return Task.CompletedTask;
            crashed = true;
            return Fail();
        }

        Task AfterAsync()
        {
            if (begun <= calls)
                return Task.CompletedTask;
            crashed = true;
            return Fail();
        }

        (silo.Projection.Before, silo.Projection.After) = ((_, _) => BeforeAsync(), _ => AfterAsync());
        if (!isTruthDown)
            (silo.Truth.Before, silo.Truth.After) = ((_, _) => BeforeAsync(), _ => AfterAsync());
        return () => crashed;
    }
}
