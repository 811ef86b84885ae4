using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>
/// Writes as the API makes them: the call, then the record of the own write with the writer's timeline.
/// </summary>
internal static class FeedActions
{
    /// <summary>Make an author with two followers; the feed of the first is awake.</summary>
    public static async Task<(string Author, string Awake, string Asleep)> FollowedAuthorAsync(this FeedCluster cluster)
    {
        var (author, awake) = await cluster.Stores.TwoPeopleAsync();
        var asleep = await cluster.Stores.PersonAsync();
        await cluster.FollowAsync(awake, author);
        await cluster.FollowAsync(asleep, author);
        await cluster.DeliveredAsync(awake, asleep);
        Assert.Empty(await cluster.FeedAsync(awake));
        return (author, awake, asleep);
    }

    public static NewReel NewReel(FeedCluster cluster)
    {
        var id = Guid.NewGuid();
        var media = new MediaItem($"reels/{id:N}.jpg", MediaKind.Reel, "image/jpeg", 1_000, 640, 480, null,
            cluster.Stores.Time.Now());
        return new(id, media, null, "caption", null, RequestHash: "hash");
    }

    public static async Task<Guid> PostAsync(this FeedCluster cluster, string author) =>
        (await cluster.PostAsync(author, NewReel(cluster))).Id;

    public static async Task<Position> PostAsync(this FeedCluster cluster, string author, NewReel reel)
    {
        var posted = await cluster.Author(author).Post(reel);
        Assert.Contains(posted.Status, new[] { PostReelStatus.Posted, PostReelStatus.Replayed });
        var place = new Position(posted.Reel!.CreatedAt, posted.Reel.Id);
        await cluster.Timeline(author).RecordOwnWrite(new(Posted: place));
        return place;
    }

    public static async Task DeleteAsync(this FeedCluster cluster, string author, Guid reel)
    {
        Assert.Equal(DeleteStatus.Deleted, (await cluster.Author(author).Delete(reel)).Status);
        await cluster.Timeline(author).RecordOwnWrite(new(Deleted: reel));
    }

    public static async Task FollowAsync(this FeedCluster cluster, string reader, string author) =>
        Assert.Equal(FollowStatus.Done, (await cluster.Relationships.Follow(reader, author)).Status);

    public static async Task UnfollowAsync(this FeedCluster cluster, string reader, string author) =>
        Assert.Equal(FollowStatus.Done, (await cluster.Relationships.Unfollow(reader, author)).Status);

    public static async Task LikeAsync(this FeedCluster cluster, string person, Guid reel, bool liked)
    {
        _ = liked ? await cluster.Reel(reel).Like(person) : await cluster.Reel(reel).Unlike(person);
        await cluster.Timeline(person).RecordOwnWrite(new(Touched: reel));
    }

    public static Task<ImmutableArray<Guid>> FeedAsync(this FeedCluster cluster, string reader, int size = 3) =>
        cluster.Timeline(reader).ReadAllAsync(size);

    /// <summary>Read the whole feed, page by page to its end.</summary>
    public static async Task<ImmutableArray<Guid>> ReadAllAsync(this ITimelineGrain timeline, int size = 3)
    {
        var all = ImmutableArray.CreateBuilder<Guid>();
        Position? before = null;
        do
        {
            var page = await timeline.GetFeed(before, size);
            Assert.True(page.Next is null || before is null || page.Next < before);
            all.AddRange(page.Items.Select(item => item.Id));
            before = page.Next;
        }
        while (before is not null);
        return all.DrainToImmutable();
    }
}
