using Orleans.TestingHost;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>Two clusters over one store: every grain may have two activations that do not know of each other.</summary>
[Collection(nameof(FeedCluster))]
public sealed class DuplicateActivationTests(FeedCluster cluster) : IAsyncLifetime
{
    private InProcessTestCluster? _other;

    public async ValueTask InitializeAsync() => _other = await cluster.StartAnotherAsync();

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
    }

    [Fact]
    public async Task Posts_through_two_activations_are_shown_once()
    {
        var (author, reader) = await cluster.Stores.TwoPeopleAsync();
        await cluster.FollowAsync(reader, author);
        var posted = new List<ReelView>();
        foreach (var client in Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? cluster.Silos.Client : _other!.Client))
        {
            posted.AddRange(
                (await Task.WhenAll(PostAsync(client, author), PostAsync(client, author))).Select(
                    result => result.Reel!));
        }
        await cluster.RecoverAsync(author, reader);

        await AssertFeedsAsync(reader, posted);
    }

    [Fact]
    public async Task One_request_through_two_activations_makes_one_reel()
    {
        var (author, reader) = await cluster.Stores.TwoPeopleAsync();
        await cluster.FollowAsync(reader, author);
        var posted = new List<ReelView>();
        for (var i = 0; i < 10; i++)
        {
            var reel = FeedActions.NewReel(cluster);
            var both = await Task.WhenAll(
                new[] { cluster.Silos.Client, _other!.Client }.Select(
                    client => client.GetGrain<IAuthorGrain>(author).Post(reel)));
            Assert.Equal([PostReelStatus.Posted, PostReelStatus.Replayed],
                both.Select(result => result.Status).Order());
            Assert.Equal(both[0].Reel!.CreatedAt, both[1].Reel!.CreatedAt);
            posted.Add(both[0].Reel!);
        }
        await cluster.RecoverAsync(author, reader);

        await AssertFeedsAsync(reader, posted);
    }

    [Fact]
    public async Task Follows_through_two_activations_end_in_one_feed()
    {
        var (author, reader) = await cluster.Stores.TwoPeopleAsync();
        var posted = new List<ReelView>();
        for (var i = 0; i < 6; i++)
        {
            posted.Add((await PostAsync(i % 2 == 0 ? _other!.Client : cluster.Silos.Client, author)).Reel!);
            await Task.WhenAll(
                new[] { cluster.Silos.Client, _other!.Client }.Select(
                    client => client.GetGrain<IUserGrain>(reader).Follow(author)));
            if (i < 5)
            {
                await (i % 2 == 0 ? cluster.Silos.Client : _other!.Client).GetGrain<IUserGrain>(reader)
                    .Unfollow(author);
            }
        }
        await cluster.RecoverAsync(author, reader);

        await AssertFeedsAsync(reader, posted);
    }

    private Task<PostReelResult> PostAsync(IGrainFactory client, string author) =>
        client.GetGrain<IAuthorGrain>(author).Post(FeedActions.NewReel(cluster));

    /// <summary>
    /// Load the feed on both: a loaded one of the other cluster may be stale, but a load is never wrong.
    /// </summary>
    private async Task AssertFeedsAsync(string reader, IEnumerable<ReelView> posted)
    {
        var expected = posted.OrderByDescending(reel => reel.CreatedAt).ThenByDescending(reel => reel.Id)
            .Select(reel => reel.Id).ToList();
        await cluster.PutToSleepAsync(cluster.Timeline(reader));
        Assert.Equal(expected, await cluster.FeedAsync(reader));
        Assert.Equal(expected, await _other!.Client.GetGrain<ITimelineGrain>(reader).ReadAllAsync());
        Assert.Equal(expected.Count,
            (await cluster.Stores.Timelines.ListAsync(reader, null, 1_000, default)).Count);
    }
}
