using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>Replies, and how they come and go with their thread.</summary>
public abstract class CommentThreadConformance(IStoreEngine engine) : PortSuite(engine)
{
    protected ICommentStore Store => Port<ICommentStore>();

    [Fact]
    public async Task A_thread_is_listed_with_its_oldest_replies()
    {
        var top = await AddAsync(New(Some.Id()));
        var replies = new List<StoredComment>();
        for (var i = 0; i < 5; i++)
            replies.Add(await AddAsync(New(top.ReelId, top.Id, Some.Now.AddMilliseconds(10 - i))));

        var thread = Assert.Single(await Store.ListAsync(top.ReelId, null, 10, 3, default));

        replies.Reverse();
        Assert.Equal(top, thread.Top);
        Assert.Equal(5, thread.ReplyCount);
        Assert.Equal(replies[..3], thread.Replies);
        Assert.Empty(Assert.Single(await Store.ListAsync(top.ReelId, null, 10, 0, default)).Replies);
        Assert.Equal(6, await CountAsync(top.ReelId));
    }

    [Fact]
    public async Task Replies_of_one_millisecond_are_paged_oldest_first_each_once()
    {
        var top = await AddAsync(New(Some.Id()));
        var replies = Enumerable.Range(0, Engine.LongList).Select(_ => New(top.ReelId, top.Id)).ToArray();
        await Paging.AllAsync(Engine, replies, async reply => await AddAsync(reply));

        var walked = await Paging.WalkAsync<StoredComment, Position>(
            7, place => Store.ListRepliesAsync(top.ReelId, top.Id, place, 7, default),
            reply => new(reply.CreatedAt, reply.Id));

        Assert.Equal(replies.OrderBy(reply => reply.Id), walked);
        Assert.Empty(await Store.ListRepliesAsync(Some.Id(), top.Id, null, 7, default));
        Assert.Equal(replies.Length, Assert.Single(await Store.ListAsync(top.ReelId, null, 10, 3, default)).ReplyCount);
    }

    [Fact]
    public async Task A_reply_needs_a_thread_of_its_reel()
    {
        var top = await AddAsync(New(Some.Id()));
        var reply = await AddAsync(New(top.ReelId, top.Id));
        var deleted = await AddAsync(New(top.ReelId));
        await Store.DeleteAsync(top.ReelId, deleted.Id, Some.Now, default);

        StoredComment[] lost = [New(top.ReelId, Some.Id()), New(Some.Id(), top.Id), New(top.ReelId, reply.Id),
            New(top.ReelId, deleted.Id)];
        foreach (var comment in lost)
        {
            Assert.Equal((AddOutcome.ParentNotFound, null), await Store.AddAsync(comment, default));
            Assert.Null(await Store.GetAsync(comment.ReelId, comment.Id, default));
        }

        Assert.Equal(2, await CountAsync(top.ReelId));
    }

    [Fact]
    public async Task A_replayed_reply_is_answered_after_its_thread_was_deleted()
    {
        var top = await AddAsync(New(Some.Id()));
        var reply = await AddAsync(New(top.ReelId, top.Id));
        await Store.DeleteAsync(top.ReelId, top.Id, Some.Now, default);

        Assert.Equal((AddOutcome.Exists, reply with { DeletedAt = Some.Now }), await Store.AddAsync(reply, default));
    }

    [Fact]
    public async Task Deleting_a_thread_deletes_its_replies()
    {
        var (top, other) = (await AddAsync(New(Some.Id())), New(Some.Id()));
        other = await AddAsync(other with { ReelId = top.ReelId });
        await Paging.AllAsync(Engine, Enumerable.Range(0, 30), async _ => await AddAsync(New(top.ReelId, top.Id)));
        await AddAsync(New(top.ReelId, other.Id));
        var deleted = await AddAsync(New(top.ReelId, top.Id));
        Assert.True(await Store.DeleteAsync(top.ReelId, deleted.Id, Some.Now, default));

        Assert.True(await Store.DeleteAsync(top.ReelId, top.Id, Some.Now, default));

        Assert.Equal(2, await CountAsync(top.ReelId));
        Assert.Empty(await Store.ListRepliesAsync(top.ReelId, top.Id, null, 10, default));
        Assert.Equal(other, Assert.Single(await Store.ListAsync(top.ReelId, null, 10, 3, default)).Top);
    }

    [Fact]
    public async Task Thousands_of_replies_are_deleted_in_one_step_and_purged_in_many()
    {
        var top = await AddAsync(New(Some.Id()));
        var replies = Enumerable.Range(0, Engine.Many / 4).Select(_ => New(top.ReelId, top.Id)).ToArray();
        await Paging.AllAsync(Engine, replies, async reply => await AddAsync(reply));
        var earlier = replies[1] with { DeletedAt = Some.LongAgo.AddDays(-1) };
        await Store.DeleteAsync(top.ReelId, earlier.Id, earlier.DeletedAt.Value, default);

        Assert.True(await Store.DeleteAsync(top.ReelId, top.Id, Some.LongAgo, default));
        Assert.Equal(0, await CountAsync(top.ReelId));
        var deleted = replies[0] with { DeletedAt = Some.LongAgo };
        Assert.Equal(deleted, await Store.GetAsync(top.ReelId, deleted.Id, default));
        Assert.Equal(deleted, await Store.FindAsync(deleted.Id, default));
        Assert.Equal(earlier, await Store.GetAsync(top.ReelId, earlier.Id, default));
        Assert.False(await Store.DeleteAsync(top.ReelId, deleted.Id, Some.Now, default));
        Assert.Equal(0, await CountAsync(top.ReelId));

        await Paging.StepsAsync(100, limit => Store.PurgeAsync(Some.LongAgo.AddDays(1), limit, default));
        foreach (var reply in replies.Where((_, i) => i % 97 == 0).Append(earlier).Append(top))
            Assert.Null(await Store.GetAsync(top.ReelId, reply.Id, default));
        Assert.Equal(0, await CountAsync(top.ReelId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erasing_a_deleted_thread_in_steps_leaves_counts_right(bool byReel)
    {
        var (top, other) = (await AddAsync(New(Some.Id())), New(Some.Id()));
        other = await AddAsync(other with { ReelId = top.ReelId });
        for (var i = 0; i < 8; i++)
            await AddAsync(New(top.ReelId, top.Id) with { AuthorId = i % 2 == 0 ? top.AuthorId : other.AuthorId });
        await AddAsync(New(top.ReelId, other.Id));
        await Store.DeleteAsync(top.ReelId, top.Id, Some.Now, default);
        Assert.Equal(2, await CountAsync(top.ReelId));

        await Paging.StepsAsync(3, limit => byReel ? Store.EraseReelAsync(top.ReelId, limit, default)
            : Store.EraseAsync(top.AuthorId, limit, default));
        Assert.Equal(byReel ? 0 : 2, await CountAsync(top.ReelId));
        Assert.Equal(byReel ? [] : [(other, 1L)], (await Store.ListAsync(top.ReelId, null, 10, 3, default))
            .Select(thread => (thread.Top, thread.ReplyCount)));
    }

    [Fact]
    public async Task Deleting_a_reply_keeps_the_rest_of_its_thread()
    {
        var top = await AddAsync(New(Some.Id()));
        var (first, second) = (await AddAsync(New(top.ReelId, top.Id)),
            await AddAsync(New(top.ReelId, top.Id, Some.Now.AddMilliseconds(1))));

        Assert.True(await Store.DeleteAsync(top.ReelId, first.Id, Some.Now, default));
        Assert.False(await Store.DeleteAsync(top.ReelId, first.Id, Some.Now, default));

        var thread = Assert.Single(await Store.ListAsync(top.ReelId, null, 10, 3, default));
        Assert.Equal(1, thread.ReplyCount);
        Assert.Equal([second], thread.Replies);
        Assert.Equal(2, await CountAsync(top.ReelId));
    }

    [Fact]
    public async Task Concurrent_replies_and_thread_deletes_never_miscount()
    {
        for (var round = 0; round < 10; round++)
        {
            var top = await AddAsync(New(Some.Id()));
            var replies = Enumerable.Range(0, 10).Select(_ => Store.AddAsync(New(top.ReelId, top.Id), default).AsTask())
                .ToArray();
            await Store.DeleteAsync(top.ReelId, top.Id, Some.Now, default);
            await Task.WhenAll(replies);

            Assert.Equal(0, await CountAsync(top.ReelId));
            Assert.Empty(await Store.ListRepliesAsync(top.ReelId, top.Id, null, 10, default));
        }
    }

    private static StoredComment New(Guid reel, Guid? parent = null, DateTimeOffset? at = null) =>
        new(Some.Id(), reel, Some.User(), "text", at ?? Some.Now, parent, null);

    private async Task<StoredComment> AddAsync(StoredComment comment)
    {
        Assert.Equal(AddOutcome.Added, (await Store.AddAsync(comment, default)).Outcome);
        return comment;
    }

    private async Task<long> CountAsync(Guid reel) => (await Store.SummariesAsync([reel], 0, default))[reel].Count;
}
