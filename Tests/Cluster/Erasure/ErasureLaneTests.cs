using Reels.Grains.Erasure;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Tests.Api;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Erasure;

/// <summary>While the stores of one engine are unavailable, an erasure does all that needs only the others.</summary>
[Collection(ErasureCollection.Name)]
public sealed class ErasureLaneTests(FeedCluster cluster) : IAsyncLifetime
{
    /// <summary>The places that change with the last step of an erasure.</summary>
    private static readonly string[] UntilTheEnd = StoresOfTests.AreReal
        ?
        [
            "cassandra deleted_reels", "cassandra reels", "cassandra user_reels", "mongodb mediaErasures",
            "mongodb mediaGone", "mongodb mediaRefs", "mongodb users",
        ]
        : ["account_erasures", "authors", "media_erasures", "media_gone", "reels"];

    /// <summary>The ports of one engine, and the places that keep something of a deleted person without them.</summary>
    public static TheoryData<string, string[], string[]> Lanes => new()
    {
        { "likes", ["ILikeStore."], StoresOfTests.AreReal ? ["mongodb likes"] : ["likes", "like_counts"] },
        {
            "people",
            ["IBlockStore.", "ICommentStore.", "IExternalIdentityStore.", "IFollowStore.", "IReportStore.",
                "ISessionStore.", "IStoryStore."],
            StoresOfTests.AreReal
                ? ["mongodb blocks", "mongodb comments", "mongodb externalIdentities", "mongodb follows",
                    "mongodb reports", "mongodb sessions", "mongodb stories", "mongodb storyShelves"]
                : ["blocks", "comment_counts", "comments", "external_identities", "follow_counts", "follows",
                    "media_refs", "reports", "sessions", "stories"]
        },
        {
            "reels",
            ["ICelebrityStore.", "IOutbox.", "IReelStore.", "ITimelineStore."],
            StoresOfTests.AreReal
                ? ["cassandra celebrities", "cassandra deliveries", "cassandra delivering", "cassandra media_refs",
                    "cassandra timeline"]
                // Without reels nobody knows under which reels others have liked and commented.
                : ["comment_counts", "comments", "fan_out", "like_counts", "likes", "media_refs", "timeline"]
        },
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task One_failing_engine_stops_no_other_lane(string lane, string[] failing, string[] left)
    {
        var world = await ErasureWorld.MakeAsync(cluster.Stores);
        cluster.Stores.Probe.Before = (name, _) =>
            failing.Any(port => name.StartsWith(port, StringComparison.Ordinal))
                ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
                : Task.CompletedTask;
        Assert.Equal(DeleteStatus.Deleted, await Erasure(world).Delete());

        // Before the last pass, and after it.
        await Until.TrueAsync(async () => (await PlacesAsync(world)).Except([.. UntilTheEnd, .. left]).All(OfReels));
        cluster.Stores.Time.Advance(ErasureGrain.LastWrites);
        await Until.TrueAsync(async () =>
        {
            cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
            await world.EraseBytesAsync();
            return !(await PlacesAsync(world)).Except([.. UntilTheEnd, .. left]).Any();
        });
        Assert.True((await PlacesAsync(world)).Intersect(left).Any(), $"The lane of {lane} has failed.");
        Assert.NotNull(await cluster.Stores.Erasures.GetAsync(world.Ada, default));

        cluster.Heal();
        await Until.TrueAsync(async () =>
        {
            await world.EraseBytesAsync();
            cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
            return await cluster.Stores.Erasures.GetAsync(world.Ada, default) is null;
        });
        await cluster.RecoverAsync(world.Ben, world.Cleo);
        Assert.Empty(await world.RemainsAsync());
        await world.AssertOthersCountsAreRightAsync();
    }

    /// <summary>Whether the place may hold what others wrote under her reels, which the last pass finds.</summary>
    private static bool OfReels(string place) => place is "likes" or "like_counts" or "comments" or "comment_counts";

    private static async Task<IEnumerable<string>> PlacesAsync(ErasureWorld world) =>
        (await world.RemainsAsync()).Select(place => place.Split('.')[0]).Distinct();

    private IErasureGrain Erasure(ErasureWorld world) => cluster.Silos.Client.GetGrain<IErasureGrain>(world.Ada);
}
