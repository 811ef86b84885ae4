using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

[Collection(nameof(FeedCluster))]
public sealed class RecoveryTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _author = "";
    private string _reader = "";

    public async ValueTask InitializeAsync()
    {
        (_author, _reader) = await cluster.Stores.TwoPeopleAsync();
        await cluster.FollowAsync(_reader, _author);
        await cluster.DeliveredAsync(_reader);
        Assert.Empty(await cluster.FeedAsync(_reader));
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_cut_off_fan_out_is_resumed_when_its_lease_has_passed()
    {
        cluster.Stores.Probe.Before = (name, _) => name == "ITimelineStore.AddAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, false))
            : Task.CompletedTask;
        var reel = await cluster.PostAsync(_author);
        await Until.TrueAsync(() => cluster.Stores.Probe.Calls.Contains("ITimelineStore.AddAsync"));
        await cluster.PutToSleepAsync(cluster.Author(_author));
        cluster.Heal();
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(await cluster.FeedAsync(_reader));
        await cluster.RecoverAsync(_author);

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task A_lost_announcement_is_sent_again()
    {
        cluster.Relays.Passes = (_, _) => false;
        var reel = await cluster.PostAsync(_author);
        await Until.TrueAsync(
            async () => (await cluster.Stores.Timelines.ListAsync(_reader, null, 1, default)).Count == 1);
        Assert.Empty(await cluster.FeedAsync(_reader));
        Assert.Single(await cluster.Stores.Outbox.ListAsync(_author, default));
        await cluster.RecoverAsync(_author);

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task A_lost_acknowledgement_shows_nothing_twice()
    {
        cluster.Relays.LoseAcknowledgements(3);
        var reel = await cluster.PostAsync(_author);
        await Until.TrueAsync(async () => (await cluster.FeedAsync(_reader)).Contains(reel));
        await cluster.RecoverAsync(_author);

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task A_new_celebrity_keeps_what_rows_showed_before_the_announcement()
    {
        // The author's own list is cached on the silo of the reader, without the reel.
        await cluster.WakeOnAsync(cluster.Silos.Silos[0], cluster.Timeline(_author), () => cluster.FeedAsync(_author));
        cluster.Relays.Passes = (_, announcement) => announcement.Kind == AnnouncementKind.Celebrity;
        var seen = await PostWithoutRecordAsync();
        await Until.TrueAsync(
            async () => (await cluster.Stores.Timelines.ListAsync(_reader, null, 1, default)).Count == 1);
        await cluster.WakeOnAsync(cluster.Silos.Silos[0], cluster.Timeline(_reader), () => cluster.FeedAsync(_reader));
        Assert.Equal([seen], await cluster.FeedAsync(_reader));
        for (var i = 0; i < FeedCluster.PushLimit; i++)
            await cluster.FollowAsync(await cluster.Stores.PersonAsync(), _author);
        var last = await PostWithoutRecordAsync();
        await Until.TrueAsync(
            async () =>
                await cluster.Stores.Celebrities.GetAsync(_author, default) == CelebrityMark.Acknowledged);

        Assert.Contains(seen, await cluster.FeedAsync(_reader));
        await cluster.RecoverAsync(_author);
        Assert.Equal([last, seen], await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task Crossing_the_push_limit_changes_no_feed_and_writes_no_rows()
    {
        var reels = new List<Guid> { await cluster.PostAsync(_author) };
        await cluster.DeliveredAsync(_author);
        Assert.Equal(reels, await cluster.FeedAsync(_reader));
        for (var i = 0; i < FeedCluster.PushLimit; i++)
            await cluster.FollowAsync(await cluster.Stores.PersonAsync(), _author);
        for (var i = 0; i < 12; i++)
        {
            reels.Insert(0, await cluster.PostAsync(_author));
            await cluster.DeliveredAsync(_author);
            Assert.Equal(reels, await cluster.FeedAsync(_reader, 5));
        }

        Assert.Single(await cluster.Stores.Timelines.ListAsync(_reader, null, 100, default));
        await cluster.PutToSleepAsync(cluster.Timeline(_reader));
        Assert.Equal(reels, await cluster.FeedAsync(_reader, 5));
        await cluster.DeleteAsync(_author, reels[5]);
        reels.RemoveAt(5);
        Assert.Equal(reels, await cluster.FeedAsync(_reader, 5));
    }

    [Fact]
    public async Task Readers_who_wake_together_share_the_reads_of_a_celebrity()
    {
        await cluster.Stores.Celebrities.RaiseAsync(_author, CelebrityMark.Marked,
            CancellationToken.None);
        await cluster.Stores.Celebrities.RaiseAsync(_author, CelebrityMark.Acknowledged,
            CancellationToken.None);
        var reel = await cluster.PostAsync(_author);
        var readers = await cluster.Stores.PeopleAsync(12);
        foreach (var reader in readers)
            await cluster.FollowAsync(reader, _author);
        await cluster.RecoverAsync([_author, .. readers]);
        foreach (var reader in readers)
            await cluster.PutToSleepAsync(cluster.Timeline(reader));
        var gate = new Gate();
        cluster.Stores.Probe.ForgetCalls();
        cluster.Stores.Probe.Before = (name, _) => name == "IReelStore.ListByAuthorAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        var reading = readers.Select(reader => cluster.FeedAsync(reader, size: 20)).ToArray();
        // Their own lists, and the author's on some silo. Nobody comes later: the author's would be read once more.
        await Until.TrueAsync(async () =>
        {
            var waiting = gate.Waiting;
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            return waiting > readers.Length && gate.Waiting == waiting;
        });
        gate.Open();

        Assert.All(await Task.WhenAll(reading), feed => Assert.Equal([reel], feed));
        // Each reader's own list, and the author's at most twice on each of the silos.
        Assert.InRange(cluster.Stores.Probe.CallsOf("IReelStore.ListByAuthorAsync"), 1,
            readers.Length + (2 * cluster.Silos.Silos.Count));
    }

    [Fact]
    public async Task A_silo_that_joins_during_a_fan_out_shows_the_reel_too()
    {
        var gate = new Gate();
        cluster.Stores.Probe.Before = (name, _) => name == "ITimelineStore.AddAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        var reel = await cluster.PostAsync(_author);
        await Until.TrueAsync(() => gate.Reached);
        var silo = await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.WakeOnAsync(silo, cluster.Timeline(_reader), () => cluster.FeedAsync(_reader));
        Assert.Empty(await cluster.FeedAsync(_reader));
        cluster.Heal();
        gate.Open();
        await cluster.RecoverAsync(_author);
        Assert.Equal([reel], await cluster.FeedAsync(_reader));
        await cluster.StopAsync(silo);

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task Another_silo_completes_the_fan_out_of_a_dead_one()
    {
        var gate = new Gate();
        cluster.Stores.Probe.Before = (name, _) => name == "ITimelineStore.AddAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        var silo = await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.WakeOnAsync(silo, cluster.Author(_author), cluster.Author(_author).Resume);
        var reel = await PostWithoutRecordAsync();
        await Until.TrueAsync(() => gate.Reached);
        await cluster.StopAsync(silo, kill: true);
        cluster.Heal();
        await cluster.RecoverAsync(_author);

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
        gate.Open();
    }

    [Theory]
    [InlineData("IFollowStore.ListLapsedAsync")]
    [InlineData("IBlockStore.ListLapsedAsync")]
    [InlineData("IErasureStore.ListLapsedAsync")]
    public async Task Fan_out_is_resumed_while_another_kind_of_work_cannot_be_listed(string failing)
    {
        cluster.Stores.Probe.Before = (name, _) => name == failing
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, false))
            : Task.CompletedTask;
        var reel = await cluster.Stores.ReelAsync(_author);
        await ResumedAsync(() => cluster.IsDoneAsync(_author));

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task Recovery_goes_on_after_a_scan_that_is_never_answered()
    {
        var gate = new Gate();
        cluster.Stores.Probe.Before = (name, _) => name == "IOutbox.ListLapsedAuthorsAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        await ResumedAsync(() => Task.FromResult(gate.Waiting >= cluster.Silos.Silos.Count));
        cluster.Heal();
        var reel = await cluster.Stores.ReelAsync(_author);
        await ResumedAsync(() => cluster.IsDoneAsync(_author));

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
        gate.Open();
    }

    [Fact]
    public async Task One_slow_recovery_holds_up_no_other()
    {
        var gate = new Gate();
        cluster.Stores.Probe.Before = (name, _) => name == "IFollowStore.SettleAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, false))
            : Task.CompletedTask;
        var slow = await cluster.Stores.PersonAsync();
        await cluster.User(slow).Follow(_author);
        cluster.Stores.Probe.Before = (name, _) => name == "IFollowStore.GetAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        await ResumedAsync(() => Task.FromResult(gate.Reached));
        cluster.Stores.Probe.Before = null;
        var others = await cluster.Stores.PeopleAsync(9);
        foreach (var other in others)
            await cluster.User(other).Follow(_author);
        await ResumedAsync(() => cluster.IsDoneAsync(others));

        Assert.False(await cluster.IsDoneAsync(slow));
        gate.Open();
        await cluster.RecoverAsync(slow);
    }

    [Fact]
    public async Task Entries_that_stay_open_do_not_keep_others_from_being_resumed()
    {
        // Many times what each silo resumes concurrently, and all in lower shards.
        var last = _author;
        while (Shards.Of(last) != Shards.Count - 1)
            last = await cluster.Stores.PersonAsync();
        await cluster.FollowAsync(_reader, last);
        await cluster.DeliveredAsync(_reader);
        cluster.Relays.Passes = (_, _) => false;
        string[] stuck = [
            .. (await cluster.Stores.PeopleAsync(900)).Where(person => Shards.Of(person) != Shards.Count - 1)];
        foreach (var person in stuck)
            await cluster.Stores.ReelAsync(person);
        var reel = await cluster.Stores.ReelAsync(last);

        await ResumedAsync(
            async () =>
                (await cluster.Stores.Timelines.ListAsync(_reader, null, 1, default)).Any(
                    row => row.Reel.Id == reel));
        Assert.False(await cluster.IsDoneAsync(stuck));
        foreach (var person in stuck)
            await cluster.Stores.Outbox.EraseAsync(person, 10, default);
        await cluster.RecoverAsync(last);
    }

    /// <summary>Advance the clock past every lease until the condition holds.</summary>
    private Task ResumedAsync(Func<Task<bool>> condition) => Until.TrueAsync(async () =>
    {
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(15));
        return await condition();
    });

    /// <summary>Post without a record with the author's own timeline.</summary>
    private async Task<Guid> PostWithoutRecordAsync() =>
        (await cluster.Author(_author).Post(FeedActions.NewReel(cluster))).Reel!.Id;
}
