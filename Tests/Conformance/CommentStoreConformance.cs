using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class CommentStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected ICommentStore Store => Port<ICommentStore>();

    [Fact]
    public async Task A_comment_is_returned_as_it_was_added()
    {
        var comment = New(Some.Id()) with { AuthorId = Some.OddIds()[0], Text = Some.Text(), RequestHash = "hash" };

        Assert.Equal((AddOutcome.Added, comment), await AddAsync(comment));

        Assert.Equal(comment, await Store.GetAsync(comment.ReelId, comment.Id, default));
        Assert.Null(await Store.GetAsync(Some.Id(), comment.Id, default));
        Assert.Null(await Store.GetAsync(comment.ReelId, Some.Id(), default));
        Assert.Equal(comment, await Store.FindAsync(comment.Id, default));
        Assert.Null(await Store.FindAsync(Some.Id(), default));
        Assert.Equal(comment, Assert.Single(await Store.ListAsync(comment.ReelId, null, 10, 3, default)).Top);
    }

    [Fact]
    public async Task A_repeated_id_returns_the_first_comment_and_counts_once()
    {
        var comment = New(Some.Id());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => AddAsync(comment with { CreatedAt = Some.Now.AddMilliseconds(i) }).AsTask()));

        var added = Assert.Single(answers, answer => answer.Outcome == AddOutcome.Added).Comment!;
        Assert.All(answers, answer => Assert.Equal(added, answer.Comment));
        Assert.Equal(1, await CountAsync(comment.ReelId));
    }

    [Fact]
    public async Task A_deleted_comment_is_kept_and_never_made_again()
    {
        var comment = New(Some.Id());
        await AddAsync(comment);

        Assert.True(await DeleteAsync(comment));
        Assert.False(await DeleteAsync(comment));

        var deleted = comment with { DeletedAt = Some.Now.AddMinutes(1) };
        Assert.Equal(deleted, await Store.GetAsync(comment.ReelId, comment.Id, default));
        Assert.Equal(deleted, await Store.FindAsync(comment.Id, default));
        Assert.Equal((AddOutcome.Exists, deleted), await AddAsync(comment));
        Assert.Empty(await Store.ListAsync(comment.ReelId, null, 10, 3, default));
        Assert.Equal(0, await CountAsync(comment.ReelId));
    }

    [Fact]
    public async Task A_comment_is_deleted_only_through_its_own_reel()
    {
        var comment = New(Some.Id());
        await AddAsync(comment);

        Assert.False(await Store.DeleteAsync(Some.Id(), comment.Id, Some.Now, default));
        Assert.False(await Store.DeleteAsync(comment.ReelId, Some.Id(), Some.Now, default));
        Assert.Equal(1, await CountAsync(comment.ReelId));
    }

    [Fact]
    public async Task Threads_of_one_millisecond_are_paged_in_order_each_once()
    {
        var comments = await AddManyAsync(Some.Id(), Engine.LongList, _ => Some.Now);

        var walked = await WalkAsync(comments[0].ReelId, 7);

        Assert.Equal(comments.OrderByDescending(Place), walked.Select(thread => thread.Top));
        Assert.Equal(comments.Length, await CountAsync(comments[0].ReelId));
    }

    [Fact]
    public async Task Thousands_of_comments_are_counted_and_paged_to_the_end()
    {
        var comments = await AddManyAsync(Some.Id(), Engine.Many, i => Some.Now.AddMilliseconds(i / 3));

        Assert.Equal(comments.OrderByDescending(Place).Select(comment => comment.Id),
            (await WalkAsync(comments[0].ReelId, 777)).Select(thread => thread.Top.Id));
        Assert.Equal(Engine.Many, await CountAsync(comments[0].ReelId));
    }

    [Fact]
    public async Task Summaries_have_counts_and_newest_threads_of_each_reel()
    {
        var (reel, empty) = (Some.Id(), Some.Id());
        var comments = await AddManyAsync(reel, 5, i => Some.Now.AddMilliseconds(i));
        await AddAsync(New(reel, comments[4].Id));

        var summaries = await Store.SummariesAsync([reel, empty, reel], 2, default);

        Assert.Equal(2, summaries.Count);
        Assert.Equal(6, summaries[reel].Count);
        Assert.Equal([comments[4], comments[3]], summaries[reel].Newest.Select(thread => thread.Top));
        Assert.Equal([1L, 0L], summaries[reel].Newest.Select(thread => thread.ReplyCount));
        Assert.All(summaries[reel].Newest, thread => Assert.Empty(thread.Replies));
        Assert.Equal(0, summaries[empty].Count);
        Assert.Empty(summaries[empty].Newest);
    }

    [Fact]
    public async Task All_threads_of_a_reel_are_deleted_in_bounded_steps()
    {
        var reel = Some.Id();
        var tops = await AddManyAsync(reel, 20, i => Some.Now.AddMilliseconds(i));
        var replies = Enumerable.Range(0, 20).Select(i => New(reel, tops[i % 3].Id)).ToArray();
        await Paging.AllAsync(Engine, replies, async reply => await AddAsync(reply));
        var other = New(Some.Id());
        await AddAsync(other);

        Assert.Equal(20, await Paging.StepsAsync(7, limit => Store.DeleteAllAsync(reel, Some.Now, limit, default)));
        Assert.Equal(0, await CountAsync(reel));
        Assert.Empty(await Store.ListAsync(reel, null, 10, 3, default));
        foreach (var comment in replies.Append(tops[0]))
            Assert.Equal(Some.Now, (await Store.GetAsync(reel, comment.Id, default))!.DeletedAt);
        Assert.Equal(1, await CountAsync(other.ReelId));
    }

    [Fact]
    public async Task Settling_changes_no_count_that_is_right()
    {
        var reel = Some.Id();
        var tops = await AddManyAsync(reel, 5, i => Some.Now.AddMilliseconds(i));
        await AddAsync(New(reel, tops[0].Id));
        await DeleteAsync(tops[1]);

        await Paging.StepsAsync(3, limit => Store.SettleAsync(Some.Now.AddYears(1), limit, default));

        Assert.Equal(5, await CountAsync(reel));
        Assert.Equal([0L, 0L, 0L, 1L],
            (await Store.ListAsync(reel, null, 10, 3, default)).Select(thread => thread.ReplyCount));
        Assert.Equal(0, await Store.SettleAsync(Some.Now.AddYears(1), 3, default));
    }

    [Fact]
    public async Task Deleted_rows_are_purged_in_bounded_steps()
    {
        var reel = Some.Id();
        var comments = await AddManyAsync(reel, 25, i => Some.Now.AddMilliseconds(i));
        await Store.DeleteAsync(reel, comments[0].Id, Some.LongAgo.AddDays(1), default);
        await Paging.AllAsync(Engine, comments[2..],
            async comment => await Store.DeleteAsync(reel, comment.Id, Some.LongAgo, default));

        await Paging.StepsAsync(10, limit => Store.PurgeAsync(Some.LongAgo.AddDays(1), limit, default));

        Assert.NotNull(await Store.GetAsync(reel, comments[0].Id, default));
        Assert.Equal(comments[1], await Store.GetAsync(reel, comments[1].Id, default));
        Assert.All(
            await Task.WhenAll(comments[2..].Select(comment => Store.GetAsync(reel, comment.Id, default).AsTask())),
            Assert.Null);
        Assert.Equal(1, await CountAsync(reel));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var comment = New(Some.Id());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.AddAsync(comment, Some.Cancelled));
        Assert.Null(await Store.GetAsync(comment.ReelId, comment.Id, default));

        await AddAsync(comment);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.DeleteAsync(comment.ReelId, comment.Id, Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListAsync(comment.ReelId, null, 10, 3, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(comment.AuthorId, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseReelAsync(comment.ReelId, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.SettleAsync(Some.Now, 10, Some.Cancelled));
        Assert.Equal(1, await CountAsync(comment.ReelId));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        async Task<(StoredComment Top, StoredComment Reply)> ThreadAsync()
        {
            var top = New(Some.Id());
            await AddAsync(top);
            return (top, New(top.ReelId, top.Id));
        }

        async Task<object?[]> SeeAsync((StoredComment Top, StoredComment Reply) thread) =>
        [
            await Store.GetAsync(thread.Top.ReelId, thread.Top.Id, default),
            await Store.FindAsync(thread.Reply.Id, default), await CountAsync(thread.Top.ReelId),
            (await Store.ListAsync(thread.Top.ReelId, null, 10, 3, default)).Select(
                found => (found.Top, found.ReplyCount, found.Replies.SingleOrDefault())).ToArray(),
        ];
        var (added, deleted, erased) = (await ThreadAsync(), await ThreadAsync(), await ThreadAsync());
        await AddAsync(deleted.Reply);
        return
        [
            new("add", () => AddAsync(added.Reply).AsTask(), () => SeeAsync(added)),
            new("delete", () => DeleteAsync(deleted.Top).AsTask(), () => SeeAsync(deleted)),
            new("erase", () => Store.EraseAsync(erased.Top.AuthorId, 10, default).AsTask(), () => SeeAsync(erased)),
        ];
    }

    private static StoredComment New(Guid reel, Guid? parent = null, DateTimeOffset? at = null) =>
        new(Some.Id(), reel, Some.User(), "text", at ?? Some.Now, parent, null);

    private static Position Place(StoredComment comment) => new(comment.CreatedAt, comment.Id);

    private async Task<StoredComment[]> AddManyAsync(Guid reel, int count, Func<int, DateTimeOffset> at)
    {
        var comments = Enumerable.Range(0, count).Select(i => New(reel, at: at(i))).ToArray();
        await Paging.AllAsync(Engine, comments,
            async comment => Assert.Equal(AddOutcome.Added, (await AddAsync(comment)).Outcome));
        return comments;
    }

    private ValueTask<(AddOutcome Outcome, StoredComment? Comment)> AddAsync(StoredComment comment) =>
        Store.AddAsync(comment, default);

    private ValueTask<bool> DeleteAsync(StoredComment comment) =>
        Store.DeleteAsync(comment.ReelId, comment.Id, Some.Now.AddMinutes(1), default);

    private async Task<long> CountAsync(Guid reel) => (await Store.SummariesAsync([reel], 0, default))[reel].Count;

    private Task<List<CommentThread>> WalkAsync(Guid reel, int limit) =>
        Paging.WalkAsync<CommentThread, Position>(limit, place => Store.ListAsync(reel, place, limit, 3, default),
            thread => Place(thread.Top));
}
