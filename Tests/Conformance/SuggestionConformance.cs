using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class SuggestionConformance(IStoreEngine engine) : PortSuite(engine)
{
    private static readonly SuggestionBounds Bounds = new(Followees: 5, FolloweesOfEach: 4, MaxFollowers: 6);

    private long _seq;

    protected IFollowStore Store => Port<IFollowStore>();

    [Fact]
    public async Task Friends_of_friends_are_suggested_most_mutual_friends_first()
    {
        var (ada, friends, others) = (Some.User(), Some.Users(3), Some.Users(3));
        foreach (var friend in friends)
        {
            await FollowAsync(ada, friend);
            await FollowAsync(friend, others[0]);
            await FollowAsync(friend, ada);
        }

        await FollowAsync(friends[0], others[1]);
        await FollowAsync(friends[1], others[1]);
        await FollowAsync(friends[1], friends[2]);
        await FollowAsync(friends[2], others[2]);
        await FollowAsync(others[0], Some.User());

        await Engine.SettledAsync();
        var all = await Store.SuggestAsync(ada, Bounds, null, 10, default);
        Assert.Equal([new(3, others[0]), new(2, others[1]), new(1, others[2])], all);
        foreach (var limit in new[] { 1, 2, 10 })
        {
            Assert.Equal(all,
                await Paging.WalkAsync<SuggestionPosition, SuggestionPosition>(limit,
                    after => Store.SuggestAsync(ada, Bounds, after, limit, default), place => place));
        }
    }

    [Fact]
    public async Task Followed_people_and_ended_follows_are_not_suggested()
    {
        var (ada, friend, followed, left) = (Some.User(), Some.User(), Some.User(), Some.User());
        await FollowAsync(ada, friend);
        await FollowAsync(friend, followed);
        await FollowAsync(friend, left);
        await FollowAsync(ada, followed);
        await FollowAsync(friend, left, on: false);

        await Engine.SettledAsync();
        Assert.Empty(await Store.SuggestAsync(ada, Bounds, null, 10, default));
        Assert.Empty(await Store.SuggestAsync(Some.User(), Bounds, null, 10, default));
    }

    [Fact]
    public async Task Reads_stay_within_the_bounds()
    {
        var (ada, friends) = (Some.User(), Some.Users(6));
        var famous = Some.User();
        var old = Some.User();
        await FollowAsync(ada, friends[0]);
        await FollowAsync(friends[0], old);
        foreach (var friend in friends[1..4])
            await FollowAsync(ada, friend);
        await FollowAsync(ada, famous);
        foreach (var fan in Some.Users(6))
            await FollowAsync(fan, famous);
        await FollowAsync(famous, Some.User());
        await FollowAsync(ada, friends[4]);
        var theirs = Some.Users(6);
        foreach (var other in theirs)
            await FollowAsync(friends[4], other);

        await Engine.SettledAsync();
        var suggested = await Store.SuggestAsync(ada, Bounds, null, 10, default);

        Assert.Equal(theirs[2..].Order(StringComparer.Ordinal),
            suggested.Select(place => place.UserId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_most_followed_come_first_once_each_for_any_page_size()
    {
        var stars = Some.Users(4);
        for (var i = 0; i < stars.Length; i++)
        {
            foreach (var fan in Some.Users(40 + i / 2))
                await FollowAsync(fan, stars[i]);
        }

        await Engine.SettledAsync();
        var expected = stars.Select((star, i) => new SuggestionPosition(40 + i / 2, star))
            .OrderByDescending(place => place.Number).ThenByDescending(place => place.UserId, StringComparer.Ordinal);
        foreach (var limit in new[] { 1, 3, 100 })
        {
            var listed = await Paging.WalkAsync<SuggestionPosition, SuggestionPosition>(limit,
                after => Store.MostFollowedAsync(after, limit, default), place => place);
            Assert.Equal(expected, listed.Where(place => stars.Contains(place.UserId)));
            Assert.DoesNotContain(listed, place => place.Number <= 0);
        }
    }

    private async Task FollowAsync(string follower, string followee, bool on = true)
    {
        var seq = ++_seq;
        var at = Some.Now.AddMilliseconds(seq);
        await Store.SetAsync(new(follower, followee, on, at, at, at, seq, EdgePending.None), at, default);
    }
}
