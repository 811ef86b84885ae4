using Reels.Standalone.Demo;
using Xunit;

namespace Reels.Tests.Unit.Demo;

public sealed class DemoWorldTests
{
    private readonly DemoWorld _world = DemoWorld.Of(DemoWorld.MaxPeople);

    [Fact]
    public void A_world_has_the_promised_numbers_of_people_follows_and_reels()
    {
        Assert.Equal(60, _world.People.DistinctBy(person => person.Username).Count());
        Assert.Equal(800, _world.Follows.Distinct().Count());
        Assert.DoesNotContain(_world.Follows, follow => follow.Follower == follow.Followee);
        Assert.Equal(400, _world.Reels.Count + 1);
        Assert.InRange(_world.Reels.Sum(reel => reel.LikedBy.Count), 1_000, 4_000);
        Assert.InRange(_world.Reels.Sum(reel => reel.Comments.Count), 200, 800);
        Assert.InRange(_world.Stories.Count, 30, 45);
    }

    [Fact]
    public void It_is_the_same_world_each_time()
    {
        var again = DemoWorld.Of(DemoWorld.MaxPeople);

        Assert.Equal(_world.Follows, again.Follows);
        Assert.Equal(_world.Stories, again.Stories);
        Assert.Equivalent(_world.Reels, again.Reels, strict: true);
    }

    [Fact]
    public void A_reel_can_be_found_again_by_its_author_and_caption() =>
        Assert.Equal(400, _world.Reels.Append(_world.Closing).DistinctBy(reel => (reel.Author, reel.Caption)).Count());

    [Fact]
    public void A_comment_can_be_found_again_by_its_author_and_text() =>
        Assert.All(_world.Reels, reel =>
        {
            Assert.Distinct(reel.Comments.Select(comment => (comment.Author, comment.Text)));
            Assert.All(reel.Comments,
                comment => Assert.Distinct(comment.Replies.Select(reply => (reply.Author, reply.Text))));
        });

    [Fact]
    public void A_few_people_are_popular_and_everyone_posts()
    {
        var followers = _world.Follows.CountBy(follow => follow.Followee).Select(count => count.Value).ToArray();
        Assert.True(followers.Max() > 2 * followers.Average());
        Assert.Equal(60, _world.Reels.DistinctBy(reel => reel.Author).Count());
    }

    [Fact]
    public void The_media_exist_and_are_small()
    {
        var portraits = Enumerable.Range(0, DemoWorld.MaxPeople).Select(DemoAsset.PortraitOf).ToArray();
        Assert.InRange(DemoAsset.All.Concat(portraits).Sum(asset => asset.Read().Length), 500_000, 2_000_000);
        Assert.InRange(DemoAsset.All.Count(asset => asset.IsVideo), 5, 8);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void A_smaller_world_is_complete(int people)
    {
        var world = DemoWorld.Of(people);

        Assert.Equal(people, world.People.Count);
        Assert.All(world.Follows, follow => Assert.True(follow.Follower < people && follow.Followee < people));
        Assert.All(world.Reels, reel => Assert.True(reel.Author < people));
    }
}
