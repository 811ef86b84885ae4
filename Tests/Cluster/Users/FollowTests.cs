using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.Users;

[Collection(nameof(ReelsCluster))]
public sealed class FollowTests(ReelsCluster cluster) : IAsyncLifetime
{
    private string _ann = "", _bob = "", _cid = "";

    public async ValueTask InitializeAsync() =>
        (_ann, _bob, _cid) = await cluster.Stores.PeopleAsync(3) is [var a, var b, var c] ? (a, b, c) : default;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_follow_is_seen_from_both_sides()
    {
        var answer = await User(_ann).Follow(_bob);
        Assert.Equal((FollowStatus.Done, true, 1), (answer.Status, answer.Edge!.On, answer.Followers));
        Assert.Equal(_ann, Assert.Single((await User(_bob).GetFollowers(null, null, 20))!.Items).Person.Summary.Id);
        Assert.Equal(_bob, Assert.Single((await User(_ann).GetFollowing(null, null, 20))!.Items).Person.Summary.Id);

        var bob = await User(_bob).GetProfile(_ann);
        Assert.Equal((1, 0, true, false), (bob!.Followers, bob.Following, bob.Person.FollowedByMe, bob.FollowsMe));
        var ann = await User(_ann).GetProfile(_bob);
        Assert.Equal((0, 1, false, true), (ann!.Followers, ann.Following, ann.Person.FollowedByMe, ann.FollowsMe));
        var own = await User(_ann).GetProfile(_ann);
        Assert.Equal((false, false), (own!.Person.FollowedByMe, own.FollowsMe));
        var nobodys = await User(_ann).GetProfile(null);
        Assert.Equal((null, null), (nobodys!.Person.FollowedByMe, nobodys.FollowsMe));
    }

    [Fact]
    public async Task Repeating_a_follow_or_an_unfollow_changes_nothing()
    {
        var followed = await User(_ann).Follow(_bob);
        cluster.Stores.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(followed, await User(_ann).Follow(_bob));
        Assert.Equal(followed, await cluster.ClientElsewhere.GetGrain<IUserGrain>(_ann).Follow(_bob));

        var unfollowed = await User(_ann).Unfollow(_bob);
        Assert.Equal((false, 0), (unfollowed.Edge!.On, unfollowed.Followers));
        Assert.True(unfollowed.Edge.Seq > followed.Edge!.Seq);
        Assert.Equal(unfollowed, await User(_ann).Unfollow(_bob));
        await AssertAgreeAsync(_ann, _bob, follows: false);
    }

    [Fact]
    public async Task A_follow_needs_an_existing_follower_and_followee()
    {
        var unknown = $"{Guid.NewGuid():N}";
        Assert.Equal(new(FollowStatus.UserNotFound, null, null), await User(_ann).Follow(unknown));
        Assert.Equal(new(FollowStatus.UserNotFound, null, null), await User(_ann).Unfollow(unknown));
        Assert.Equal(new(FollowStatus.UserNotFound, null, null), await User(unknown).Follow(_ann));
        Assert.Null(await User(unknown).GetProfile(_ann));
        Assert.Null(await User(unknown).GetFollowers(_ann, null, 20));
        Assert.Null(await User(unknown).GetFollowing(_ann, null, 20));
        await Until.TrueAsync(() => !cluster.IsAwake(User(unknown)));
    }

    [Fact]
    public async Task Unfollowing_a_person_never_followed_succeeds_and_leaves_no_edge()
    {
        Assert.Equal(new(FollowStatus.Done, null, 0), await User(_ann).Unfollow(_bob));
        Assert.Null(await EdgeAsync(_ann, _bob));
    }

    [Fact]
    public async Task A_person_follows_no_more_people_than_a_timeline_holds()
    {
        var people = await cluster.Stores.PeopleAsync(ReelsCluster.MaxFollowees + 1);
        foreach (var person in people[1..])
            Assert.Equal(FollowStatus.Done, (await User(_ann).Follow(person)).Status);
        Assert.Equal(new(FollowStatus.TooManyFollows, null, null), await User(_ann).Follow(people[0]));
        Assert.Equal(FollowStatus.Done, (await User(_ann).Follow(people[1])).Status);

        await User(_ann).Unfollow(people[1]);
        Assert.Equal(FollowStatus.Done, (await User(_ann).Follow(people[0])).Status);
    }

    [Fact]
    public async Task Two_people_can_follow_each_other_at_the_same_time()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 20).SelectMany(_ => new[] { User(_ann).Follow(_bob), User(_bob).Follow(_ann) }));
        await AssertAgreeAsync(_ann, _bob, follows: true);
        await AssertAgreeAsync(_bob, _ann, follows: true);
    }

    [Fact]
    public async Task A_follow_brings_the_newest_50_reels_or_all_if_fewer()
    {
        var bobs = await PostReelsAsync(_bob, 60);
        var cids = await PostReelsAsync(_cid, 20);
        await User(_ann).Follow(_bob);
        await User(_ann).Follow(_cid);
        await UntilBackfilledAsync(_ann, _bob);
        await UntilBackfilledAsync(_ann, _cid);

        var rows = await cluster.Stores.Timelines.ListAsync(_ann, null, 200, default);
        Assert.Equal(bobs[10..].ToHashSet(),
            rows.Where(row => row.AuthorId == _bob).Select(row => row.Reel.Id).ToHashSet());
        Assert.Equal(cids.ToHashSet(), rows.Where(row => row.AuthorId == _cid).Select(row => row.Reel.Id).ToHashSet());
        Assert.Equal(DateTimeOffset.UnixEpoch, (await EdgeAsync(_ann, _cid))!.VisibleSince);
    }

    [Fact]
    public async Task An_unfinished_follow_returns_its_edge_until_it_is_recorded()
    {
        var reels = await PostReelsAsync(_bob, 3);
        using (var failure = cluster.Probe.FailOnce("ITimelineStore.AddAsync", afterItsEffect: false))
        {
            await User(_ann).Follow(_bob);
            await Until.TrueAsync(() => failure.HasCome);
        }

        await cluster.PutToSleepAsync(User(_ann));
        Assert.Equal(EdgePending.Backfill | EdgePending.Timeline, (await EdgeAsync(_ann, _bob))!.Pending);
        cluster.Probe.ForgetCalls();
        var unrecorded = await User(_ann).Resume(_bob);
        Assert.Equal((_bob, true), (unrecorded!.FolloweeId, unrecorded.On));
        Assert.Equal("IFollowStore.ExtendLeaseAsync", cluster.Probe.Calls.ElementAt(1));
        Assert.Equal(reels.ToHashSet(),
            (await cluster.Stores.Timelines.ListAsync(_ann, null, 20, default)).Select(row => row.Reel.Id)
                .ToHashSet());
        Assert.Equal(EdgePending.Timeline, (await EdgeAsync(_ann, _bob))!.Pending);

        Assert.Equal(unrecorded, await User(_ann).Resume(_bob));
        await cluster.Stores.Follows.SettleAsync(_ann, _bob, unrecorded.Seq, EdgePending.Timeline, default);
        Assert.Null(await User(_ann).Resume(_bob));
        Assert.Null(await User(_ann).Resume(_cid));
    }

    [Fact]
    public async Task A_late_write_does_not_undo_a_newer_answered_one()
    {
        using (cluster.Probe.FailOnce("IFollowStore.SetAsync", afterItsEffect: false))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => User(_ann).Follow(_bob));
        Assert.Equal(FollowStatus.Done, (await User(_ann).Unfollow(_bob)).Status);
        var stored = await EdgeAsync(_ann, _bob);
        await cluster.Stores.Follows.SetAsync(stored! with { On = true, Seq = stored.Seq - 1 },
            cluster.Stores.Time.Now(), default);
        await AssertAgreeAsync(_ann, _bob, follows: false);
    }

    [Fact]
    public async Task Lists_are_paged_newest_first_without_deleted_people()
    {
        var people = await cluster.Stores.PeopleAsync(25);
        foreach (var person in people)
        {
            cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
            await User(person).Follow(_ann);
        }

        await User(_bob).Follow(people[3]);
        var edge = await EdgeAsync(people[0], _ann);
        await cluster.Stores.Follows.SetAsync(edge! with { Follower = $"{Guid.NewGuid():N}" },
            cluster.Stores.Time.Now(), default);

        var listed = new List<ListedPerson>();
        PersonPosition? before = null;
        do
        {
            var page = (await User(_ann).GetFollowers(_bob, before, 7))!;
            listed.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null);
        Assert.Equal(people.Reverse(), listed.Select(person => person.Person.Summary.Id));
        Assert.Equal(people[3], Assert.Single(listed, person => person.Person.FollowedByMe == true).Person.Summary.Id);
    }

    private IUserGrain User(string id) => cluster.Client.GetGrain<IUserGrain>(id);

    private ValueTask<Edge?> EdgeAsync(string follower, string followee) =>
        cluster.Stores.Follows.GetAsync(follower, followee, default);

    private Task AssertAgreeAsync(string follower, string followee, bool follows) =>
        FollowAgreement.AssertAsync(cluster, [follower, followee], (follower, followee), follows);

    private Task UntilBackfilledAsync(string follower, string followee) =>
        Until.TrueAsync(async () => (await EdgeAsync(follower, followee))!.Pending == EdgePending.Timeline);

    private async Task<Guid[]> PostReelsAsync(string author, int count)
    {
        var reels = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
            reels[i] = await cluster.Stores.ReelAsync(author);
        }

        return reels;
    }
}
