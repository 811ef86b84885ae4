using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Cassandra;

/// <summary>How many commands the calls make, and what looks at the outbox leave behind.</summary>
[Collection(CassandraFixture.Collection)]
public sealed class CassandraCommandTests(CassandraFixture cassandra) : IClassFixture<CassandraFixture>
{
    private IReelStore Reels => cassandra.Ports.GetRequiredService<IReelStore>();

    private IOutbox Outbox => cassandra.Ports.GetRequiredService<IOutbox>();

    private ITimelineStore Timelines => cassandra.Ports.GetRequiredService<ITimelineStore>();

    private ICelebrityStore Celebrities => cassandra.Ports.GetRequiredService<ICelebrityStore>();

    [Fact]
    public async Task A_page_of_a_feed_takes_one_command_of_each_kind()
    {
        var reel = Some.Reel();
        await PostAsync(reel);
        var reels = Some.Ids(49).Append(reel.Id).ToArray();
        var authors = Some.Users(49).Append(reel.AuthorId).ToArray();

        Assert.Equal(1, await CountAsync(async () => await Reels.GetManyAsync(reels, default)));
        Assert.Equal(1, await CountAsync(async () => await Reels.CountByAuthorsAsync(authors, default)));
        Assert.Equal(1, await CountAsync(async () => await Reels.ListByAuthorAsync(reel.AuthorId, null, 200, default)));
        Assert.Equal(1, await CountAsync(async () => await Timelines.ListAsync(reel.AuthorId, null, 400, default)));
        Assert.InRange(
            await CountAsync(async () => await Celebrities.WhichAreCelebritiesAsync(Some.Users(7_500), default)),
            1, Shards.Count);
    }

    [Fact]
    public async Task A_post_takes_six_commands_and_a_look_at_no_work_one()
    {
        var reel = Some.Reel();
        Assert.Equal(6, await CountAsync(() => PostAsync(reel)));
        Assert.Equal(2, await CountAsync(() => PostAsync(reel)));
        Assert.Equal(1, await CountAsync(
            async () => await Outbox.ListLapsedAuthorsAsync(ShardOrder.All, Some.LongAgo, 100, default)));
    }

    [Fact]
    public async Task Looks_remove_pointers_that_are_left_over()
    {
        var (closed, open) = (Some.Reel(), Some.Reel());
        await PostAsync(closed);
        await PostAsync(open);
        await Outbox.ExtendLeaseAsync(closed.AuthorId, Some.Now.AddMinutes(5), default);
        await Outbox.ExtendLeaseAsync(open.AuthorId, Some.Now.AddMinutes(5), default);
        foreach (var entry in await Outbox.ListAsync(closed.AuthorId, default))
            await Outbox.RemoveAsync(entry, default);

        var later = Some.Now.AddHours(1);
        Assert.Equal([open.AuthorId], (await LookAsync()).Intersect([closed.AuthorId, open.AuthorId]));
        Assert.Equal([open.AuthorId], (await LookAsync()).Intersect([closed.AuthorId, open.AuthorId]));
        Assert.Equal([open.AuthorId], (await PointersAsync()).Intersect([closed.AuthorId, open.AuthorId]));

        async Task<IReadOnlyList<string>> LookAsync() =>
            await Outbox.ListLapsedAuthorsAsync(ShardOrder.All, later, 1_000, default);
    }

    [Fact]
    public async Task Health_is_down_while_reads_are_refused()
    {
        var health = cassandra.Ports.GetServices<IStoreHealth>().Single(health => health.Store == Engines.Cassandra);
        Assert.True(await health.IsUpAsync(default));
        await cassandra.Probe.FailReadsAsync(async () => Assert.False(await health.IsUpAsync(default)));
    }

    private async Task<IReadOnlyList<string>> PointersAsync() =>
        [.. (await cassandra.Session.ReadAsync("SELECT author_id FROM delivering".With(), 1_000, default))
            .Select(row => row.GetValue<string>("author_id"))];

    private async Task PostAsync(StoredReel reel) => await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default);

    private Task<int> CountAsync(Func<Task> action)
    {
        _ = cassandra.Ports;
        return cassandra.Probe.CountAsync(action);
    }
}
