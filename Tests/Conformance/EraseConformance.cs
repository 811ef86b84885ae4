using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>What each store erases of a deleted user, a few rows at a time, with what it counts for others.</summary>
public abstract class EraseConformance
{
    private const int Limit = 3;

    private readonly string _user = Some.User();
    private readonly string _other = Some.User();

    protected abstract ILikeStore Likes { get; }

    protected abstract ICommentStore Comments { get; }

    protected abstract IFollowStore Follows { get; }

    protected abstract IReelStore Reels { get; }

    protected abstract IStoryStore Stories { get; }

    protected abstract ITimelineStore Timelines { get; }

    protected abstract IOutbox Deliveries { get; }

    protected abstract ICelebrityStore Merged { get; }

    protected abstract IMediaErasureStore Media { get; }

    protected abstract IAccountStore Accounts { get; }

    protected abstract IErasureStore Erasures { get; }

    [Fact]
    public async Task Likes_are_taken_back()
    {
        var reels = Some.Ids(7);
        foreach (var reel in reels)
            await Likes.ApplyAsync(reel, [new(_user, true, Some.Now), new(_other, true, Some.Now)], default);

        await EraseAsync(limit => Likes.EraseAsync(_user, limit, default), 7);
        Assert.Empty(await Likes.WhichLikedAsync(_user, reels, default));
        Assert.All((await Likes.CountsAsync(reels, default)).Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_deleted_reel_takes_no_more_likes_and_comments()
    {
        var reel = Some.Reel(_user);
        await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default);
        await Likes.ApplyAsync(reel.Id, [new(_other, true, Some.Now)], default);
        var comment = await CommentAsync(_other, reel.Id);
        await Reels.DeleteAsync(reel.Id, _user, Some.Now, Some.Now, default);
        Assert.Equal(1, await Comments.DeleteAllAsync(reel.Id, Some.Now, 10, default));
        Assert.Equal(1, await Likes.PurgeAsync(reel.Id, 10, default));

        Assert.Null(await Likes.ApplyAsync(reel.Id, [new(_other, true, Some.Now)], default));
        var late = new StoredComment(Some.Id(), reel.Id, _other, "late", Some.Now, null, null);
        Assert.Equal((AddOutcome.ReelDeleted, null), await Comments.AddAsync(late, default));
        Assert.Equal((AddOutcome.ReelDeleted, null),
            await Comments.AddAsync(late with { ParentId = comment }, default));

        Assert.Equal(0, (await Likes.CountsAsync([reel.Id], default))[reel.Id]);
        Assert.Equal(0, (await Comments.SummariesAsync([reel.Id], 2, default))[reel.Id].Count);
        Assert.Null(await Comments.GetAsync(reel.Id, late.Id, default));
    }

    [Fact]
    public async Task Comments_go_with_the_replies_of_others_and_the_counts_fall()
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
    public async Task All_comments_of_a_reel_go_deleted_ones_too()
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
    public async Task Follows_go_both_ways_ended_ones_too_and_the_counts_of_others_fall()
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
    public async Task Reels_and_stories_go_with_their_references_and_what_is_known_of_their_author()
    {
        var (live, deleted) = (Some.Reel(_user), Some.Reel(_user));
        await Reels.PostAsync(live, Some.ADayBefore, Some.Now, default);
        await Reels.PostAsync(deleted, Some.ADayBefore, Some.Now, default);
        await Reels.DeleteAsync(deleted.Id, _user, Some.Now, Some.Now, default);
        await Merged.RaiseAsync(_user, CelebrityMark.Marked, default);
        var stories = Enumerable.Range(0, 5)
            .Select(_ =>
                new StoredStory(Some.Id(), _user, Some.Media(MediaKind.Story), null, null, Some.Now,
                    Some.Now.AddDays(1), null)).ToArray();
        foreach (var story in stories)
            await Stories.AddAsync(story, 100, Some.ADayBefore, default);

        await Stories.DeleteAsync(stories[0].Id, _user, Some.Now, default);
        Assert.Equal(new[] { live.Id, deleted.Id }.Order(), (await Reels.ListAllAsync(_user, 10, default)).Order());
        foreach (var id in new[] { live.Id, deleted.Id, Some.Id() })
        {
            await Reels.EraseAsync(id, default);
            await Reels.EraseAsync(id, default);
        }

        await EraseAsync(limit => Deliveries.EraseAsync(_user, limit, default), 3);
        await Merged.EraseAsync(_user, default);
        await Reels.EraseAuthorAsync(_user, default);
        await EraseAsync(limit => Stories.EraseAsync(_user, limit, default), 5);

        Assert.Empty(await Reels.ListAllAsync(_user, 10, default));
        Assert.Null(await Reels.GetAsync(deleted.Id, default));
        Assert.Null(await Reels.LastCreatedAtAsync(_user, default));
        Assert.Equal(CelebrityMark.None, await Merged.GetAsync(_user, default));
        Assert.Empty(await Deliveries.ListAsync(_user, default));
        Assert.Null(await Stories.GetAsync(stories[0].Id, default));
        var queued = await Paging.WholeAsync(limit => Media.ListAsync(limit, default));
        Assert.All(stories.Select(story => story.Media.Key).Append(live.Media.Key).Append(deleted.Media.Key),
            key => Assert.Contains(key, queued));
    }

    [Fact]
    public async Task Rows_of_timelines_go_as_author_and_as_reader()
    {
        var readers = Some.Users(3);
        foreach (var author in (string[])[_user, _other])
        {
            for (var i = 0; i < 5; i++)
            {
                await Timelines.AddAsync(new(author, new(Some.Now.AddMinutes(i), Some.Id())), [_user, .. readers],
                    default);
            }
        }

        await Timelines.EraseAuthorAsync(_user, readers, default);
        await EraseAsync(limit => Timelines.EraseReaderAsync(_user, limit, default), 10);
        Assert.Empty(await Timelines.ListAsync(_user, null, 100, default));
        foreach (var reader in readers)
        {
            Assert.All(await Timelines.ListAsync(reader, null, 100, default),
                row => Assert.Equal(_other, row.AuthorId));
            Assert.Equal(5, (await Timelines.ListAsync(reader, null, 100, default)).Count);
        }
    }

    [Fact]
    public async Task Rows_of_a_deleted_author_are_not_added_any_more()
    {
        var reader = Some.User();
        TimelineEntry Entry(string author) => new(author, new(Some.Now, Some.Id()));
        var (added, filled) = (Entry(_other), Entry(_other));
        await Accounts.RegisterAsync(new(_user, Some.Username(), "hash", null, Some.Now, null), default);
        Assert.True(
            await Erasures.BeginAsync(_user, Some.Now, Some.Now.AddDays(30), Some.Now.AddMinutes(1), Some.Now,
                default));

        await Timelines.AddAsync(Entry(_user), [reader], default);
        await Timelines.AddAsync(added, [reader], default);
        await Timelines.BackfillAsync(reader, [Entry(_user), filled, Entry(_user)], default);

        Assert.Equal(new[] { added, filled }.OrderByDescending(row => row.Reel),
            await Timelines.ListAsync(reader, null, 10, default));
    }

    /// <summary>Repeats a step until it finds nothing.</summary>
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
