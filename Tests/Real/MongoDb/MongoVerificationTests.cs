using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>The rows that a verification walks, as MongoDB lists them.</summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class MongoVerificationTests(MongoFixture mongo) : PortSuite(mongo), IClassFixture<MongoFixture>
{
    [Fact]
    public async Task All_follows_are_listed_but_erased_ones()
    {
        var truth = Port<IFollowTruth>();
        var (follower, followees) = (Some.User(), Some.Users(5));
        var edges = followees.Select((followee, i) => new Edge(follower, followee, i % 2 == 0, Some.Now,
            Some.ADayBefore, Some.Now, 1, EdgePending.None)).OrderBy(edge => edge.Followee, StringComparer.Ordinal);
        foreach (var edge in edges)
            await truth.SetAsync(edge, Some.Now, default);
        await truth.EraseFollowersAsync(followees[4], [follower], default);

        var left = edges.Where(edge => edge.Followee != followees[4]).ToArray();
        Assert.Equal(left[..3], await truth.ListAllAsync("", 3, default));
        Assert.Equal(left[3..], await truth.ListAllAsync($"{follower}:{left[2].Followee}", 3, default));
        Assert.Empty(await truth.ListAllAsync($"{follower}:{left[3].Followee}", 3, default));
    }

    [Fact]
    public async Task All_blocks_are_listed_also_those_that_have_ended()
    {
        var truth = Port<IBlockTruth>();
        var blocker = Some.User();
        Block[] blocks = [.. Some.Users(3).Order(StringComparer.Ordinal)
            .Select((blocked, i) => new Block(blocker, blocked, i != 1, Some.Now, 1, BlockPending.None))];
        foreach (var block in blocks)
            await truth.SetAsync(block, Some.Now, default);

        Assert.Equal(blocks[..2], await truth.ListAllAsync("", 2, default));
        Assert.Equal(blocks[2..], await truth.ListAllAsync($"{blocker}:{blocks[1].Blocked}", 2, default));
    }

    [Fact]
    public async Task All_profiles_are_listed_also_deleted_ones()
    {
        var (truth, accounts) = (Port<IProfileTruth>(), Port<IAccountStore>());
        string[] people = [.. Some.Users(3).Order(StringComparer.Ordinal)];
        foreach (var person in people)
        {
            await accounts.RegisterAsync(
                new NewAccount(person, Some.Username(), "hash", null, Some.Now, null), default);
        }

        await Port<IErasureStore>().BeginAsync(people[1], Some.Now, Some.Now, Some.Now, Some.Now, default);

        var rows = await truth.ListAllAsync("", 2, default);
        Assert.Equal(people[..2], rows.Select(row => row.UserId));
        Assert.NotNull(rows[0].Profile);
        Assert.Equal((1, null), (rows[1].Seq, rows[1].Profile));
        Assert.Equal(people[2..], (await truth.ListAllAsync(people[1], 2, default)).Select(row => row.UserId));
    }

    [Fact]
    public async Task All_documents_of_likes_are_listed_by_reel()
    {
        var likes = Port<ILikeProjection>();
        Guid[] reels = [.. Enumerable.Range(0, 3).Select(_ => Some.Id()).OrderBy(id => $"{id:D}")];
        foreach (var reel in reels)
            Assert.True(await likes.TryPutAsync(ReelDocument.None(reel).Next(), default));

        Assert.Equal(reels[..2], (await likes.ListReelsAsync(Guid.Empty, 2, default)).Select(reel => reel.ReelId));
        Assert.Equal(reels[2..], (await likes.ListReelsAsync(reels[1], 2, default)).Select(reel => reel.ReelId));
    }
}
