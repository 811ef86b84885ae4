using Reels.Grains.Erasure;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.FanOut;
using Reels.Tests.Cluster.Faults;
using Xunit;

namespace Reels.Tests.Cluster.Erasure;

[Collection(ErasureCollection.Name)]
public sealed class ErasureTests(FeedCluster cluster) : IAsyncLifetime
{
    /// <summary>More calls than a deletion makes; a fault beyond its last call fails nothing.</summary>
    private const int MaxCalls = 120;

    /// <summary>A store that fails once, and a process that dies.</summary>
    public static TheoryData<bool, bool> Faults => new() { { false, false }, { true, true } };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_answered_account_deletion_hides_all_of_it_on_every_silo()
    {
        var world = await ErasureWorld.MakeAsync(cluster.Stores);
        await RecoveredAsync(world.Ada, world.Ben, world.Cleo);
        foreach (var silo in cluster.Silos.Silos)
        {
            await cluster.WakeOnAsync(silo, cluster.Timeline(world.Ben),
                () => cluster.Timeline(world.Ben).GetFeed(null, 10));
            Assert.Contains(world.AdasReel, await cluster.FeedAsync(world.Ben));
            Assert.NotNull(await cluster.Reel(world.AdasReel).GetLikes(world.Ben));
        }

        // Nothing is erased yet: the marks alone hide it.
        cluster.Stores.Probe.Before = (name, _) => name == "IErasureStore.GetAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, false))
            : Task.CompletedTask;
        Assert.Equal(DeleteStatus.Deleted, await Erasure(world.Ada).Delete());

        Assert.Null(await cluster.User(world.Ada).GetProfile(world.Ben));
        Assert.Null(await cluster.User(world.Ada).GetFollowers(world.Ben, null, 10));
        Assert.Null(await cluster.Author(world.Ada).GetReels(world.Ben, null, 10));
        Assert.Null(await cluster.Reel(world.AdasReel).Get(world.Ben));
        Assert.Null(await cluster.Reel(world.AdasReel).GetLikes(null));
        Assert.Null(await cluster.Reel(world.AdasReel).Like(world.Ben));
        Assert.Null(await cluster.Reel(world.AdasReel).GetComments(null, null, 10));
        Assert.Equal(AddCommentStatus.ReelNotFound,
            (await cluster.Reel(world.AdasReel).AddComment(world.Ben, new(Guid.NewGuid(), "Late", null, null))).Status);
        Assert.DoesNotContain((await cluster.Reel(world.BensReel).GetLikers(null, null, 10))!.Items,
            liker => liker.Person.Summary.Id == world.Ada);
        var comments = (await cluster.Reel(world.BensReel).GetComments(null, null, 10))!.Items;
        Assert.DoesNotContain(comments.SelectMany(comment => comment.Replies.Append(comment)),
            comment => comment.Author.Id == world.Ada);
        Assert.DoesNotContain((await cluster.User(world.Ben).GetStories(null, 10)).Items,
            author => author.Author.Id == world.Ada);
        Assert.DoesNotContain((await cluster.User(world.Ben).GetFollowing(null, null, 10))!.Items,
            person => person.Person.Summary.Id == world.Ada);
        foreach (var silo in cluster.Silos.Silos)
        {
            await cluster.WakeOnAsync(silo, cluster.Timeline(world.Ben),
                () => cluster.Timeline(world.Ben).GetFeed(null, 10));
            Assert.DoesNotContain(world.AdasReel, await cluster.FeedAsync(world.Ben));
        }
    }

    [Fact]
    public async Task Erasure_leaves_nothing_but_the_name_and_rows_in_timelines()
    {
        var world = await ErasureWorld.MakeAsync(cluster.Stores);
        Assert.Equal(string.Join(", ", cluster.Stores.Engine.PlacesOfPeople), string.Join(", ",
            (await world.RemainsAsync()).Select(place => place.Split('.')[0]).Distinct().Order()));
        Assert.Equal(DeleteStatus.Deleted, await Erasure(world.Ada).Delete());
        await ErasedAsync(world);

        Assert.Empty(await world.RemainsAsync());
        await world.AssertOthersCountsAreRightAsync();
        Assert.Equal(DeleteStatus.NotFound, await Erasure(world.Ada).Delete());
        Assert.Equal(RegisterOutcome.UsernameTaken, (await RegisterAsync(world.AdaName)).Outcome);
    }

    [Fact]
    public async Task Erasure_includes_writes_that_arrive_after_the_deletion()
    {
        var world = await ErasureWorld.MakeAsync(cluster.Stores);
        await Erasure(world.Ada).Delete();
        await Until.TrueAsync(
            async () =>
                (await cluster.Stores.Likes.CountsAsync([world.BensReel], default))[world.BensReel] == 2);
        await world.FollowAsync(world.Ada, world.Ben);
        await world.FollowAsync(world.Cleo, world.Ada);
        await world.LikeAsync(world.Ada, world.BensReel);
        await world.LikeAsync(world.Ben, world.AdasReel);
        await world.CommentAsync(world.Ada, world.BensReel, world.BensComment);
        await world.CommentAsync(world.Ben, world.AdasReel);
        await world.PostAsync(world.Ada);
        await world.Stores.Timelines.AddAsync(
            [new(world.Ben, new(cluster.Stores.Time.Now(), world.BensReel))], [world.Ada], default);
        await ErasedAsync(world);

        Assert.Empty(await world.RemainsAsync());
        await world.AssertOthersCountsAreRightAsync();
    }

    [Fact]
    public async Task Erasure_is_not_done_before_the_bytes_are_deleted()
    {
        var world = await ErasureWorld.MakeAsync(cluster.Stores);
        await Erasure(world.Ada).Delete();
        cluster.Stores.Time.Advance(ErasureGrain.LastWrites);
        await Until.TrueAsync(async () =>
        {
            cluster.Stores.Time.Advance(TimeSpan.FromSeconds(15));
            return (await cluster.Stores.Reels.ListAllAsync(world.Ada, null, 1, default)).Count == 0;
        });

        Assert.NotNull(await cluster.Stores.Erasures.GetAsync(world.Ada, default));
        Assert.NotEmpty(await world.RemainsAsync());
        await ErasedAsync(world);
        Assert.Empty(await world.RemainsAsync());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failed_deletion_leaves_the_account_whole_or_erased(bool afterItsEffect,
        bool andEveryLater)
    {
        for (var call = 0; call < MaxCalls; call++)
        {
            var fault = new CallFault(call, afterItsEffect, andEveryLater);
            if (await DeleteWithFaultAsync(fault) is not { } failed)
                return;
            Assert.NotEmpty(failed);
        }

        Assert.Fail($"It makes more than {MaxCalls} calls.");
    }

    [Fact]
    public async Task A_repeated_deletion_finishes_what_a_failed_one_began()
    {
        var ada = await cluster.Stores.PersonAsync();
        using (cluster.Stores.Probe.FailOnce("IErasureStore.BeginAsync", afterItsEffect: true))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Erasure(ada).Delete());

        cluster.Stores.Probe.ForgetCalls();
        Assert.Equal(DeleteStatus.NotFound, await Erasure(ada).Delete());
        Assert.Equal(1, cluster.Stores.Probe.CallsOf("IErasureStore.FinishBeginAsync"));
    }

    /// <summary>
    /// Delete Ada's account with a store that fails; the call that failed, null where there were fewer calls.
    /// </summary>
    private async Task<string?> DeleteWithFaultAsync(CallFault fault)
    {
        var world = await ErasureWorld.MakeAsync(cluster.Stores);
        string? failed;
        using (var faults = new CallFaults(cluster.Stores.Probe, fault,
            name => !name.Contains("Lapsed", StringComparison.Ordinal) && name != "ICommentStore.SettleAsync"))
        {
            var answered = await CallFaults.TryAsync(() => Erasure(world.Ada).Delete());
            await Until.TrueAsync(async () => faults.Failed is not null || await IsErasedAfterASecondAsync(world));
            failed = faults.Failed;
            Assert.True(!answered || await IsDeletedAsync(world), $"An answered deletion is done: {fault}, {failed}.");
            if (fault.AndEveryLater)
                await cluster.PutToSleepAsync(Erasure(world.Ada));
        }

        cluster.Heal();
        if (!await IsDeletedAsync(world))
        {
            Assert.NotNull(await cluster.User(world.Ada).GetProfile(null));
            Assert.NotNull(await cluster.Stores.Accounts.FindByNameAsync(world.AdaName, default));
            return failed;
        }

        await ErasedAsync(world);
        Assert.True((await world.RemainsAsync()).Count == 0,
            $"{fault}, {failed}: {string.Join(' ', await world.RemainsAsync())}");
        await world.AssertOthersCountsAreRightAsync();
        return failed;
    }

    private IErasureGrain Erasure(string user) => cluster.Silos.Client.GetGrain<IErasureGrain>(user);

    private async Task<bool> IsDeletedAsync(ErasureWorld world) =>
        (await cluster.Stores.Profiles.GetManyAsync([world.Ada], default)).Count == 0;

    /// <summary>
    /// Advance the clock, and erase bytes as API nodes do, until her erasure is closed, and so is the fan-out of
    /// others, which may have reached her.
    /// </summary>
    private async Task ErasedAsync(ErasureWorld world)
    {
        await Until.TrueAsync(() => IsErasedAfterASecondAsync(world));
        await RecoveredAsync(world.Ben, world.Cleo);
    }

    private async Task<bool> IsErasedAfterASecondAsync(ErasureWorld world)
    {
        await world.EraseBytesAsync();
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
        return await IsDeletedAsync(world)
            && await cluster.Stores.Erasures.GetAsync(world.Ada, default) is null;
    }

    private Task RecoveredAsync(params string[] people) => cluster.RecoverAsync(people);

    private async Task<(RegisterOutcome Outcome, Account? Account)> RegisterAsync(string name) =>
        await cluster.Stores.Accounts.RegisterAsync(
            new(Guid.NewGuid().ToString("N"), name, "hash", null, cluster.Stores.Time.Now(), null), default);
}
