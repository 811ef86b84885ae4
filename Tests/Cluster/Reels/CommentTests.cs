using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Reels;
using Xunit;

namespace Reels.Tests.Cluster.Reels;

[Collection(nameof(ReelsCluster))]
public sealed class CommentTests(ReelsCluster cluster) : IAsyncLifetime
{
    private string _author = "";
    private string _ann = "";
    private string _bob = "";
    private Guid _id;

    private IReelGrain Reel => cluster.Reel(_id);

    public async ValueTask InitializeAsync()
    {
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);
        (_author, _ann, _bob) = (await cluster.Stores.PersonAsync(), await cluster.Stores.PersonAsync(),
            await cluster.Stores.PersonAsync());
        _id = await cluster.Stores.ReelAsync(_author);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_comment_is_listed_with_its_author_and_counted()
    {
        var comment = await AddAsync(_ann, "first 🎉");
        Assert.Equal((_id, _ann, "first 🎉", null, 0),
            (comment.ReelId, comment.Author.Id, comment.Text, comment.ParentCommentId, comment.ReplyCount));
        Assert.Equal(cluster.Stores.Time.GetUtcNow(), comment.CreatedAt);
        var page = await Reel.GetComments(null, null, 20);

        Assert.Equal([comment.Id], page!.Items.Select(item => item.Id));
        Assert.Null(page.Next);
        Assert.Equal(1, (await Reel.Get(null))!.Comments);
    }

    [Fact]
    public async Task A_reply_to_a_reply_joins_its_thread()
    {
        var top = await AddAsync(_ann, "top");
        var reply = await AddAsync(_bob, "reply", top.Id);
        var nested = await AddAsync(_ann, "nested", reply.Id);
        Assert.Equal(top.Id, reply.ParentCommentId);
        Assert.Equal(top.Id, nested.ParentCommentId);

        var thread = (await Reel.GetComments(null, null, 20))!.Items.Single();
        Assert.Equal(2, thread.ReplyCount);
        Assert.Equal(["reply", "nested"], thread.Replies.Select(item => item.Text));
        Assert.All(thread.Replies, item => Assert.Empty(item.Replies));
        Assert.Equal(3, (await Reel.Get(null))!.Comments);
    }

    [Fact]
    public async Task A_list_shows_the_three_oldest_replies_and_a_thread_pages_all()
    {
        var top = await AddAsync(_ann, "top");
        for (var i = 0; i < 7; i++)
            await AddAsync(_bob, $"{i}", top.Id);
        Assert.Equal(["0", "1", "2"],
            (await Reel.GetComments(null, null, 1))!.Items.Single().Replies.Select(reply => reply.Text));

        var texts = new List<string>();
        Position? after = null;
        do
        {
            var replies = await Reel.GetReplies(null, top.Id, after, 3);
            Assert.Equal(GetRepliesStatus.Found, replies.Status);
            texts.AddRange(replies.Page!.Items.Select(reply => reply.Text));
            after = replies.Page.Next;
        }
        while (after is not null);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], texts);
    }

    [Fact]
    public async Task Comments_of_one_millisecond_are_paged_in_their_order_to_the_end()
    {
        for (var i = 0; i < 9; i++)
            await AddAsync(_ann, $"{i}");

        var (pages, texts) = (0, new List<string>());
        Position? before = null;
        do
        {
            var page = await Reel.GetComments(null, before, 3);
            texts.AddRange(page!.Items.Select(comment => comment.Text));
            before = page.Next;
            pages++;
        }
        while (before is not null);
        Assert.Equal(["8", "7", "6", "5", "4", "3", "2", "1", "0"], texts);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_comment_needs_a_reel_an_author_and_the_comment_it_replies_to()
    {
        var elsewhere = await cluster.Stores.ReelAsync(_author);
        var foreign = (await cluster.Reel(elsewhere).AddComment(_ann, New("elsewhere"))).Comment!;

        Assert.Equal(AddCommentStatus.ReelNotFound,
            (await cluster.Reel(Guid.NewGuid()).AddComment(_ann, New("text"))).Status);
        Assert.Equal(AddCommentStatus.UserNotFound, (await Reel.AddComment("nobody", New("text"))).Status);
        Assert.Equal(AddCommentStatus.ParentNotFound,
            (await Reel.AddComment(_ann, New("text", Guid.NewGuid()))).Status);
        Assert.Equal(AddCommentStatus.ParentNotFound, (await Reel.AddComment(_ann, New("text", foreign.Id))).Status);
        Assert.Equal(0, (await Reel.Get(null))!.Comments);
    }

    [Fact]
    public async Task A_deleted_thread_cannot_be_replied_to_or_listed()
    {
        var top = await AddAsync(_ann, "top");
        var reply = await AddAsync(_bob, "reply", top.Id);
        Assert.Equal(DeleteCommentStatus.Deleted, (await Reel.DeleteComment(_ann, top.Id)).Status);

        Assert.Equal(AddCommentStatus.ParentNotFound, (await Reel.AddComment(_bob, New("late", top.Id))).Status);
        Assert.Equal(AddCommentStatus.ParentNotFound, (await Reel.AddComment(_bob, New("late", reply.Id))).Status);
        Assert.Equal(GetRepliesStatus.CommentNotFound, (await Reel.GetReplies(null, top.Id, null, 20)).Status);
        Assert.Equal(0, (await Reel.Get(null))!.Comments);
    }

    [Fact]
    public async Task The_authors_of_a_comment_and_its_reel_alone_may_delete_it()
    {
        var (first, second) = (await AddAsync(_ann, "first"), await AddAsync(_ann, "second"));
        Assert.Equal(DeleteCommentStatus.NotYours, (await Reel.DeleteComment(_bob, first.Id)).Status);
        Assert.Equal(DeleteCommentStatus.Deleted, (await Reel.DeleteComment(_ann, first.Id)).Status);
        Assert.Equal(DeleteCommentStatus.CommentNotFound, (await Reel.DeleteComment(_ann, first.Id)).Status);
        Assert.Equal(DeleteCommentStatus.Deleted, (await Reel.DeleteComment(_author, second.Id)).Status);
        Assert.Equal(DeleteCommentStatus.ReelNotFound,
            (await cluster.Reel(Guid.NewGuid()).DeleteComment(_ann, first.Id)).Status);

        Assert.Empty((await Reel.GetComments(null, null, 20))!.Items);
    }

    [Fact]
    public async Task A_replayed_comment_is_answered_as_before_and_made_once()
    {
        var request = New("once", hash: "h1");
        var first = await Reel.AddComment(_ann, request);
        cluster.Stores.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await Reel.AddComment(_ann, request);

        Assert.Equal((AddCommentStatus.Added, AddCommentStatus.Replayed), (first.Status, again.Status));
        Assert.Equivalent(first.Comment, again.Comment);
        Assert.Equal(AddCommentStatus.KeyReused,
            (await Reel.AddComment(_ann, request with { RequestHash = "h2" })).Status);
        Assert.Equal(1, (await Reel.Get(null))!.Comments);
    }

    [Fact]
    public async Task A_replay_is_answered_even_after_the_comment_or_reel_is_deleted()
    {
        var request = New("once", hash: "h1");
        await Reel.AddComment(_ann, request);
        await Reel.DeleteComment(_ann, request.Id);
        Assert.Equal(AddCommentStatus.Replayed, (await Reel.AddComment(_ann, request)).Status);
        await cluster.Stores.DeleteAsync(_id, _author);
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(AddCommentStatus.Replayed, (await Reel.AddComment(_ann, request)).Status);
        Assert.Equal(AddCommentStatus.ReelNotFound, (await Reel.AddComment(_ann, New("new"))).Status);
    }

    [Fact]
    public async Task One_request_through_two_activations_makes_one_comment()
    {
        var request = New("once", hash: "h1");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => (i % 2 == 0 ? Reel : cluster.ReelElsewhere(_id)).AddComment(_ann, request)));

        Assert.Single(answers, answer => answer.Status == AddCommentStatus.Added);
        Assert.Equal(19, answers.Count(answer => answer.Status == AddCommentStatus.Replayed));
        Assert.Equal(1, (await Reel.Get(null))!.Comments);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_comment_whose_write_fails_exists_once_after_the_retry(bool beforeEffect)
    {
        var request = New("once", hash: "h1");
        FailAdds(beforeEffect);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Reel.AddComment(_ann, request));
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);
        var retried = await Reel.AddComment(_ann, request);

        Assert.Equal(beforeEffect ? AddCommentStatus.Added : AddCommentStatus.Replayed, retried.Status);
        Assert.Equal(1, (await Reel.Get(null))!.Comments);
    }

    [Fact]
    public async Task A_pending_comment_does_not_outlive_its_reel()
    {
        var gate = new Gate();
        cluster.Probe.Before = (name, _) => name == "ICommentStore.AddAsync" ? gate.PassAsync() : Task.CompletedTask;
        var late = Reel.AddComment(_ann, New("late"));
        await Until.TrueAsync(() => gate.Reached);
        await cluster.Stores.DeleteAsync(_id, _author);
        Assert.Equal(0,
            await cluster.Stores.Comments.DeleteAllAsync(_id, cluster.Stores.Time.Now(), 10, default));
        gate.Open();

        Assert.Equal(AddCommentStatus.ReelNotFound, (await late).Status);
        Assert.Equal(0, (await cluster.Stores.Comments.SummariesAsync([_id], 2, default))[_id].Count);
    }

    private static NewComment New(string text, Guid? parent = null, string? hash = null) =>
        new(Guid.NewGuid(), text, parent, hash);

    private async Task<CommentView> AddAsync(string author, string text, Guid? parent = null)
    {
        var added = await Reel.AddComment(author, New(text, parent));
        Assert.Equal(AddCommentStatus.Added, added.Status);
        return added.Comment!;
    }

    private void FailAdds(bool beforeEffect)
    {
        Task FailAsync(string name) =>
            name == "ICommentStore.AddAsync"
                ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
                : Task.CompletedTask;
        if (beforeEffect)
            cluster.Probe.Before = (name, _) => FailAsync(name);
        else
            cluster.Probe.After = FailAsync;
    }
}
