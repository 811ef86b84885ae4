using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Comments;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>Comments in MongoDB: their counts after crashes, and the commands and documents.</summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class MongoCommentTests(MongoFixture mongo) : PortSuite(mongo), IClassFixture<MongoFixture>
{
    private readonly Guid _reel = Some.Id();

    private ICommentStore Store => Port<ICommentStore>();

    private MongoCollection<CommentDocument> Comments =>
        mongo.Ports.GetRequiredService<MongoEngine>().Collection<CommentDocument>(CommentQueries.Collection);

    public enum Write
    {
        Reply,
        DeleteReply,
        DeleteThread,
        DeleteAll,
        Erase,
    }

    public static TheoryData<Write, bool> Cuts
    {
        get
        {
            var cuts = new TheoryData<Write, bool>();
            foreach (var write in Enum.GetValues<Write>())
            {
                cuts.Add(write, false);
                cuts.Add(write, true);
            }

            return cuts;
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Counts_are_right_once_a_cut_write_was_settled(Write write, bool afterItsEffect)
    {
        for (var (command, isCut) = (0, true); isCut; command++)
        {
            var top = await AddAsync(New(Some.Id()));
            var reply = await AddAsync(New(top.ReelId, top.Id));
            await AddAsync(New(top.ReelId));
            isCut = await mongo.CutAsync(command, afterItsEffect, () => write switch
            {
                Write.Reply => Store.AddAsync(New(top.ReelId, top.Id), default).AsTask(),
                Write.DeleteReply => Store.DeleteAsync(top.ReelId, reply.Id, Some.Now, default).AsTask(),
                Write.DeleteThread => Store.DeleteAsync(top.ReelId, top.Id, Some.Now, default).AsTask(),
                Write.DeleteAll => Store.DeleteAllAsync(top.ReelId, Some.Now, 10, default).AsTask(),
                _ => Store.EraseAsync(top.AuthorId, 10, default).AsTask(),
            });

            await SettleAsync();
            if (write == Write.DeleteAll)
                await Paging.StepsAsync(10, limit => Store.DeleteAllAsync(top.ReelId, Some.Now, limit, default));
            await AssertCountsAsync(top.ReelId);
        }
    }

    [Fact]
    public async Task Two_processes_count_the_same_comments_once()
    {
        var comments = Enumerable.Range(0, 120).Select(i => New(_reel, at: i)).ToArray();
        await Comments.InsertNewAsync([.. comments.Select(CommentDocument.Of)]);
        var processes = Enumerable.Range(0, 2)
            .Select(_ => ActivatorUtilities.CreateInstance<CommentCounts>(mongo.Ports));

        await Task.WhenAll(processes.Select(counts => counts.CountAsync(CommentDocument.Of(comments[0]))));

        await AssertCountsAsync(_reel);
        Assert.Equal(120, (await SummaryAsync(_reel)).Count);
        Assert.Equal(0, await Store.SettleAsync(Some.Now.AddYears(1), 10, default));
    }

    [Fact]
    public async Task A_comment_that_comes_after_the_close_is_taken_back()
    {
        Assert.Equal(0, await Store.DeleteAllAsync(_reel, Some.Now, 10, default));
        var late = New(_reel);
        await Comments.InsertAsync(CommentDocument.Of(late));

        Assert.Equal((AddOutcome.ReelDeleted, null), await Store.AddAsync(late, default));

        Assert.Null(await Store.FindAsync(late.Id, default));
        Assert.Equal(0, (await SummaryAsync(_reel)).Count);
    }

    [Fact]
    public async Task A_reply_that_comes_after_its_thread_was_erased_goes()
    {
        var late = New(_reel, Some.Id());
        await Comments.InsertAsync(CommentDocument.Of(late));

        await SettleAsync();

        Assert.Null(await Comments.FindOneAsync(CommentQueries.ById(late.Id), default));
    }

    [Fact]
    public async Task The_kept_places_are_right_after_deletes_of_the_first()
    {
        var top = await AddAsync(New(_reel));
        var replies = Enumerable.Range(0, 15).Select(i => New(_reel, top.Id, i)).ToArray();
        await Paging.AllAsync(Engine, replies, async reply => await AddAsync(reply));
        foreach (var reply in replies[..4])
            await Store.DeleteAsync(_reel, reply.Id, Some.Now, default);

        foreach (var limit in new[] { 3, 10, 11, 20 })
        {
            Assert.Equal(replies[4..].Take(limit),
                Assert.Single(await Store.ListAsync(_reel, null, 1, limit, default)).Replies);
        }
    }

    [Fact]
    public async Task A_page_takes_two_commands_however_much_is_on_it()
    {
        for (var i = 0; i < 3; i++)
        {
            var top = await AddAsync(New(_reel, at: i));
            await AddAsync(New(_reel, top.Id));
        }

        var other = await AddAsync(New(Some.Id()));
        Assert.False(await mongo.CutAsync(2, false, () => Store.ListAsync(_reel, null, 10, 3, default).AsTask()));
        Assert.False(await mongo.CutAsync(
            2, false, () => Store.SummariesAsync([_reel, other.ReelId, Some.Id()], 2, default).AsTask()));
    }

    [Fact]
    public async Task A_reply_is_a_document_of_comments()
    {
        var top = await AddAsync(New(_reel));
        var reply = await AddAsync(New(_reel, top.Id) with { RequestHash = "hash" });

        var found = await FindAsync("comments", reply.Id.ToString("D"));

        Assert.Equal(_reel.ToString("D"), found["reelId"].AsString);
        Assert.Equal(reply.AuthorId, found["userId"].AsString);
        Assert.Equal(reply.Text, found["text"].AsString);
        Assert.Equal(top.Id.ToString("D"), found["parentCommentId"].AsString);
        Assert.Equal(reply.CreatedAt.UtcDateTime, found["createdAt"].ToUniversalTime());
        Assert.False(found.Contains("uncounted"));
        Assert.Equal(1, (await FindAsync("comments", top.Id.ToString("D")))["replies"]["count"].AsInt64);
        Assert.Equal(2, (await FindAsync("reelComments", _reel.ToString("D")))["comments"]["count"].AsInt64);
    }

    private static StoredComment New(Guid reel, Guid? parent = null, int at = 0) =>
        new(Some.Id(), reel, Some.User(), "text", Some.Now.AddSeconds(at), parent, null);

    private async Task<StoredComment> AddAsync(StoredComment comment)
    {
        Assert.Equal(AddOutcome.Added, (await Store.AddAsync(comment, default)).Outcome);
        return comment;
    }

    private Task<int> SettleAsync() =>
        Paging.StepsAsync(10, limit => Store.SettleAsync(Some.Now.AddYears(1), limit, default));

    private async Task<CommentSummary> SummaryAsync(Guid reel) =>
        (await Store.SummariesAsync([reel], 2, default))[reel];

    /// <summary>Assert that every count is the number of comments that are listed.</summary>
    private async Task AssertCountsAsync(Guid reel)
    {
        var threads = await Store.ListAsync(reel, null, 1_000, 100, default);
        Assert.All(threads, thread => Assert.Equal(thread.Replies.Count, thread.ReplyCount));
        foreach (var thread in threads)
            Assert.Equal(thread.Replies, await Store.ListRepliesAsync(reel, thread.Top.Id, null, 100, default));
        var summary = await SummaryAsync(reel);
        Assert.Equal(threads.Sum(thread => 1 + thread.ReplyCount), summary.Count);
        Assert.Equal(threads.Take(2).Select(thread => thread.Top), summary.Newest.Select(thread => thread.Top));
    }

    private async Task<BsonDocument> FindAsync(string collection, string id) =>
        await mongo.Database.GetCollection<BsonDocument>(collection).Find(new BsonDocument("_id", id)).SingleAsync();
}
