using Reels.Grains.Interfaces;
using Reels.Tests.Cluster.Faults;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>
/// Every store call of a write and of its consequences is made to fail in turn. No client repeats anything afterwards:
/// recovery does the rest.
/// </summary>
[Collection(nameof(FeedCluster))]
public sealed class CrashPointTests(FeedCluster cluster) : IAsyncLifetime
{
    /// <summary>More calls than any of these writes makes; a fault beyond the last call fails nothing.</summary>
    private const int MaxCalls = 60;

    private string _author = "";
    private string _awake = "";
    private string _asleep = "";
    private string? _failed;

    /// <summary>
    /// A fault before or after the effect of its call, once or from then on, and whether the client sends its request
    /// again.
    /// </summary>
    public static TheoryData<bool, bool, bool> Faults =>
        [.. from variant in Enumerable.Range(0, 8) select ((variant & 1) != 0, (variant & 2) != 0, (variant & 4) != 0)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_post_reaches_every_follower_or_was_never_made(bool afterItsEffect, bool andEveryLater,
        bool retried) => AtEveryCallAsync(afterItsEffect, andEveryLater, async fault =>
    {
        (_author, _awake, _asleep) = await cluster.FollowedAuthorAsync();
        var reel = FeedActions.NewReel(cluster);
        var answered = await RunWithFaultAsync(fault, retried, () => cluster.PostAsync(_author, reel), _author);
        var there = await cluster.Stores.Reels.GetAsync(reel.Id, default) is not null;
        Assert.True(there || !answered, "An answered post is there.");

        foreach (var reader in new[] { _author, _awake, _asleep })
            Assert.Equal(there ? [reel.Id] : [], await cluster.FeedAsync(reader));
        foreach (var reader in new[] { _awake, _asleep })
        {
            Assert.Equal(there ? 1 : 0,
                (await cluster.Stores.Timelines.ListAsync(reader, null, 10, default)).Count);
        }
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_deletion_is_all_or_nothing(bool afterItsEffect, bool andEveryLater, bool retried) =>
        AtEveryCallAsync(afterItsEffect, andEveryLater, async fault =>
    {
        (_author, _awake, _asleep) = await cluster.FollowedAuthorAsync();
        var (kept, deleted) = (await cluster.PostAsync(_author), await cluster.PostAsync(_author));
        await cluster.DeliveredAsync(_author);
        await cluster.LikeAsync(_awake, deleted, liked: true);
        Assert.Equal([deleted, kept], await cluster.FeedAsync(_awake));
        var media = (await cluster.Stores.Reels.GetAsync(deleted, default))!.Media.Key;
        var answered = await RunWithFaultAsync(fault, retried, () => DeleteAsync(deleted), _author);
        var isDeleted = (await cluster.Stores.Reels.GetAsync(deleted, default))?.DeletedAt is not null;
        Assert.True(isDeleted || !answered, "An answered delete is done.");
        Assert.Equal(isDeleted, (await cluster.Stores.MediaErasures.ListAsync(100_000, default)).Contains(media));
        cluster.Stores.Time.Advance(2 * FeedCluster.CacheLife);

        foreach (var reader in new[] { _author, _awake, _asleep })
            Assert.Equal(isDeleted ? [kept] : [deleted, kept], await cluster.FeedAsync(reader));
        Assert.Equal(isDeleted ? 0 : 1,
            (await cluster.Stores.Likes.CountsAsync([deleted], default)).GetValueOrDefault(deleted));
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_follow_shows_all_reels_since_VisibleSince_or_none(bool afterItsEffect, bool andEveryLater,
        bool retried) => AtEveryCallAsync(afterItsEffect, andEveryLater, async fault =>
    {
        (_author, _awake, _asleep) = await cluster.FollowedAuthorAsync();
        var reader = await cluster.Stores.PersonAsync();
        var before = await cluster.PostAsync(_author);
        Assert.Empty(await cluster.FeedAsync(reader));
        var answered = await RunWithFaultAsync(fault, retried, () => cluster.FollowAsync(reader, _author),
            _author, reader);
        var follows = await cluster.Stores.Follows.GetAsync(reader, _author, default) is { On: true };
        Assert.True(follows || !answered, "An answered follow holds.");
        var after = await cluster.PostAsync(_author);
        await cluster.RecoverAsync(_author);

        Assert.Equal(follows ? [after, before] : [], await cluster.FeedAsync(reader));
        await cluster.PutToSleepAsync(cluster.Timeline(reader));
        Assert.Equal(follows ? [after, before] : [], await cluster.FeedAsync(reader));
    });

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Becoming_a_celebrity_changes_nothing_that_a_reader_sees(bool afterItsEffect, bool andEveryLater,
        bool retried) => AtEveryCallAsync(afterItsEffect, andEveryLater, async fault =>
    {
        (_author, _awake, _asleep) = await cluster.FollowedAuthorAsync();
        var first = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        for (var i = 0; i < FeedCluster.PushLimit; i++)
            await cluster.FollowAsync(await cluster.Stores.PersonAsync(), _author);
        Assert.Equal([first], await cluster.FeedAsync(_awake));
        var reel = FeedActions.NewReel(cluster);
        var answered = await RunWithFaultAsync(fault, retried, () => cluster.PostAsync(_author, reel), _author);
        var there = await cluster.Stores.Reels.GetAsync(reel.Id, default) is not null;
        Assert.True(there || !answered, "An answered post is there.");

        var last = await cluster.PostAsync(_author);
        await cluster.RecoverAsync(_author);
        foreach (var reader in new[] { _author, _awake, _asleep })
            Assert.Equal(there ? [last, reel.Id, first] : [last, first], await cluster.FeedAsync(reader));
    });

    private async Task DeleteAsync(Guid reel)
    {
        // A repeated delete is answered: the reel does not exist.
        if ((await cluster.Author(_author).Delete(reel)).Status == DeleteStatus.Deleted)
            await cluster.Timeline(_author).RecordOwnWrite(new(Deleted: reel));
    }

    /// <summary>
    /// Run the write with a store that fails, deactivate the grains where the process dies, and let recovery do the
    /// rest; whether the write was answered in the end.
    /// </summary>
    private async Task<bool> RunWithFaultAsync(CallFault fault, bool retried, Func<Task> write, params string[] people)
    {
        bool answered;
        using (var faults = new CallFaults(cluster.Stores.Probe, fault))
        {
            answered = await CallFaults.TryAsync(write);
            await Until.TrueAsync(async () => faults.Failed is not null || await cluster.IsDoneAsync(people));
            _failed = faults.Failed;
            if (fault.AndEveryLater)
                await Task.WhenAll(people.Select(DeactivateAsync));
        }
        if (!answered && retried)
            answered = await CallFaults.TryAsync(write);
        await cluster.RecoverAsync(people);
        return answered;
    }

    private async Task DeactivateAsync(string person)
    {
        await cluster.PutToSleepAsync(cluster.Author(person));
        await cluster.PutToSleepAsync(cluster.User(person));
        await cluster.PutToSleepAsync(cluster.Timeline(person));
    }

    /// <summary>
    /// Run the scenario with a fault at its first call, at its second, and so on, until one run has no fault.
    /// </summary>
    private async Task AtEveryCallAsync(bool afterItsEffect, bool andEveryLater, Func<CallFault, Task> scenario)
    {
        for (var call = 0; call < MaxCalls; call++)
        {
            var fault = new CallFault(call, afterItsEffect, andEveryLater);
            _failed = null;
            try
            {
                await scenario(fault);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"It failed {fault}, which was {_failed}.", exception);
            }
            if (_failed is null)
                return;
        }
        Assert.Fail($"It makes more than {MaxCalls} calls.");
    }
}
