using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The erasure of a deleted user's data in each store, a few rows at a time.</summary>
public abstract class EraseConformance(IStoreEngine engine) : PortSuite(engine)
{
    private const int Limit = 3;

    private readonly string _user = Some.User();
    private readonly string _other = Some.User();

    protected ILikeStore Likes => Port<ILikeStore>();

    protected ICommentStore Comments => Port<ICommentStore>();

    protected IFollowStore Follows => Port<IFollowStore>();

    protected IReelStore Reels => Port<IReelStore>();

    protected IStoryStore Stories => Port<IStoryStore>();

    protected ITimelineStore Timelines => Port<ITimelineStore>();

    protected IOutbox Outbox => Port<IOutbox>();

    protected ICelebrityStore Celebrities => Port<ICelebrityStore>();

    protected IMediaErasureStore Media => Port<IMediaErasureStore>();

    [Fact]
    public async Task Likes_of_a_deleted_user_are_removed()
    {
        var reels = Some.Ids(7);
        foreach (var reel in reels)
            await Likes.ApplyAsync(reel, [new(_user, true, Some.Now), new(_other, true, Some.Now)], default);

        await EraseAsync(limit => Likes.EraseAsync(_user, limit, default), 7);
        Assert.Empty(await Likes.WhichLikedAsync(_user, reels, default));
        Assert.All((await Likes.CountsAsync(reels, default)).Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Comments_are_erased_with_their_replies_and_counts()
    {
        var reel = Some.Id();
        var (theirs, others) = (await CommentAsync(_user, reel), await CommentAsync(_other, reel));
        for (var i = 0; i < 5; i++)
        {
            await CommentAsync(_other, reel, theirs);
            await CommentAsync(_user, reel, others);
        }

        await CommentAsync(_user, reel, theirs);
        var deleted = await CommentAsync(_user, reel);
        await Comments.DeleteAsync(reel, deleted, Some.Now, default);
        var kept = await CommentAsync(_other, reel, others);

        await EraseAsync(limit => Comments.EraseAsync(_user, limit, default), atLeast: 13);
        var thread = Assert.Single(await Comments.ListAsync(reel, null, 10, 10, default));
        Assert.Equal((others, 1, kept), (thread.Top.Id, thread.ReplyCount, Assert.Single(thread.Replies).Id));
        Assert.Equal(2, (await Comments.SummariesAsync([reel], 2, default))[reel].Count);
        Assert.Null(await Comments.GetAsync(reel, deleted, default));
    }

    [Fact]
    public async Task All_comments_of_a_reel_are_erased_even_deleted_ones()
    {
        var reel = Some.Id();
        var top = await CommentAsync(_other, reel);
        for (var i = 0; i < 5; i++)
            await CommentAsync(_other, reel, top);

        var deleted = await CommentAsync(_other, reel);
        await Comments.DeleteAsync(reel, deleted, Some.Now, default);
        await EraseAsync(limit => Comments.EraseReelAsync(reel, limit, default), 7);
        Assert.Equal(0, (await Comments.SummariesAsync([reel], 2, default))[reel].Count);
        Assert.Null(await Comments.GetAsync(reel, deleted, default));
    }

    [Fact]
    public async Task Follows_in_both_directions_are_erased_and_counts_reduced()
    {
        var others = Some.Users(5);
        var seq = 0;
        foreach (var other in others)
        {
            await FollowAsync(_user, other, true, ++seq);
            await FollowAsync(other, _user, true, 1);
        }

        await FollowAsync(_user, others[0], false, ++seq);
        await FollowAsync(others[1], _user, false, 2);
        await FollowAsync(others[2], others[3], true, 2);

        Assert.Equal(others.Order(), (await Follows.ListPastFollowersAsync(_user, 10, default)).Order());
        while (await Follows.ListPastFollowersAsync(_user, Limit, default) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, Limit);
            await Follows.EraseFollowersAsync(_user, page, default);
        }

        await EraseAsync(limit => Follows.EraseAsync(_user, limit, default), 5);
        var counts = await Follows.CountsAsync([_user, .. others], default);
        Assert.Equal(new FollowCounts(0, 0), counts[_user]);
        Assert.Equal(
            [new(0, 0), new(0, 0), new(0, 1), new(1, 0), new(0, 0)],
            others.Select(other => counts[other]));
        Assert.Equal(2, await Follows.LastSeqAsync(others[2], default));
        Assert.Null(await Follows.GetAsync(_user, others[0], default));
        Assert.Null(await Follows.GetAsync(others[1], _user, default));
    }

    [Fact]
    public async Task Reels_and_stories_are_erased_with_references_and_author_data()
    {
        var (live, deleted) = (Some.Reel(_user), Some.Reel(_user));
        await Reels.PostAsync(live, Some.ADayBefore, Some.Now, default);
        await Reels.PostAsync(deleted, Some.ADayBefore, Some.Now, default);
        await Reels.DeleteAsync(deleted.Id, _user, Some.Now, Some.Now, default);
        await Celebrities.RaiseAsync(_user, CelebrityMark.Marked, default);
        var stories = Enumerable.Range(0, 5)
            .Select(_ => Some.Story() with { AuthorId = _user }).ToArray();
        foreach (var story in stories)
            await Stories.AddAsync(story, 100, Some.ADayBefore, default);

        await Stories.DeleteAsync(stories[0].Id, _user, Some.Now, default);
        Assert.Equal(new[] { live.Position, deleted.Position }.OrderDescending(),
            await Reels.ListAllAsync(_user, null, 10, default));
        await Reels.DeleteAsync(live.Id, _user, Some.Now, Some.Now, default);
        foreach (var id in new[] { live.Id, deleted.Id, Some.Id() })
        {
            await Reels.EraseAsync(id, default);
            await Reels.EraseAsync(id, default);
        }

        await EraseAsync(limit => Outbox.EraseAsync(_user, limit, default), 4);
        await Celebrities.EraseAsync(_user, default);
        await Reels.EraseAuthorAsync(_user, default);
        await EraseAsync(limit => Stories.EraseAsync(_user, limit, default), 5);

        Assert.Empty(await Reels.ListAllAsync(_user, null, 10, default));
        Assert.Null(await Reels.GetAsync(deleted.Id, default));
        Assert.Null(await Reels.LastCreatedAtAsync(_user, default));
        Assert.Equal(CelebrityMark.None, await Celebrities.GetAsync(_user, default));
        Assert.Empty(await Outbox.ListAsync(_user, default));
        Assert.Null(await Stories.GetAsync(stories[0].Id, default));
        var queued = await Paging.WholeAsync(limit => Media.ListAsync(limit, default));
        Assert.All(stories, story => Assert.Contains(story.Media.Key, queued));
    }

    [Fact]
    public async Task The_timeline_of_a_deleted_reader_is_erased()
    {
        for (var i = 0; i < 10; i++)
            await Timelines.AddAsync([new(_user, new(Some.Now.AddMinutes(i), Some.Id()))], [_user, _other], default);

        await EraseAsync(limit => Timelines.EraseReaderAsync(_user, limit, default), 10);
        Assert.Empty(await Timelines.ListAsync(_user, null, 100, default));
        Assert.Equal(10, (await Timelines.ListAsync(_other, null, 100, default)).Count);
    }

    /// <summary>Repeat a step until it finds nothing.</summary>
    private static async Task EraseAsync(Func<int, ValueTask<int>> step, int atLeast)
    {
        var all = await Paging.StepsAsync(Limit, step);
        Assert.True(all >= atLeast, $"It removed {all}.");
    }

    private async Task<Guid> CommentAsync(string author, Guid reel, Guid? parent = null)
    {
        var comment = new StoredComment(Some.Id(), reel, author, "text", Some.Now, parent, null);
        Assert.Equal(AddOutcome.Added, (await Comments.AddAsync(comment, default)).Outcome);
        return comment.Id;
    }

    private async Task FollowAsync(string follower, string followee, bool on, long seq) => await Follows.SetAsync(
        new(follower, followee, on, Some.Now, Some.Now, Some.Now, seq, EdgePending.None), Some.Now, default);
}
