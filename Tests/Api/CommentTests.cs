using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class CommentTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task Comments_are_listed_newest_first_with_their_oldest_replies()
    {
        var ada = await app.SignUpAsync();
        var reel = (await ada.PostReelAsync()).Text("id");
        var thread = (await ada.CommentAsync(reel, "first")).Text("id");
        await ada.CommentAsync(reel, "second");
        var reply = await ada.CommentAsync(reel, "reply 1", thread);
        for (var i = 2; i <= 4; i++)
            await ada.CommentAsync(reel, $"reply {i}", reply.Text("id"));

        var comments = await ada.AllAsync($"/api/comments/{reel}", 1);
        Assert.Equal(["second", "first"], comments.Select(comment => comment.Text("text")));
        Assert.Equal(4, comments[1].GetProperty("replyCount").GetInt64());
        Assert.Equal(["reply 1", "reply 2", "reply 3"],
            comments[1].GetProperty("replies").EnumerateArray().Select(comment => comment.Text("text")));
        Assert.Equal(thread, reply.Text("parentCommentId"));
        var replies = await ada.ReadAsync($"/api/comments/{reel}?parentCommentId={thread}&limit=3");
        var rest = await ada.ReadAsync(
            $"/api/comments/{reel}?parentCommentId={thread}&cursor={replies.Text("nextCursor")}");
        Assert.Equal(["reply 4"], rest.GetProperty("items").EnumerateArray().Select(comment => comment.Text("text")));
        Assert.Equal(6, (await ada.ReadAsync($"/api/reels/{reel}")).GetProperty("comments").GetInt64());
    }

    [Fact]
    public async Task A_repeated_comment_is_made_once()
    {
        var ada = await app.SignUpAsync();
        var reelId = (await ada.PostReelAsync()).Text("id");
        using var first = await ada.PostAsync("/api/comments", new { reelId, text = "hey" }, "k");
        using var second = await ada.PostAsync("/api/comments",
            new { text = "hey", reelId, parentCommentId = (string?)null }, "k");
        using var other = await ada.PostAsync("/api/comments", new { reelId, text = "ho" }, "k");

        Assert.Equal((await first.JsonAsync()).GetRawText(), (await second.JsonAsync()).GetRawText());
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task The_author_of_a_comment_or_its_reel_deletes_it_and_its_replies()
    {
        var (ada, ben, eve) = (await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync());
        var reel = (await ada.PostReelAsync()).Text("id");
        var thread = (await ben.CommentAsync(reel, "hey")).Text("id");
        await eve.CommentAsync(reel, "ho", thread);

        using var foreign = await eve.DeleteAsync($"/api/comments/{reel}/{thread}");
        await foreign.ProblemAsync(HttpStatusCode.Forbidden, "not_yours");
        using var deleted = await ada.DeleteAsync($"/api/comments/{reel}/{thread}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var again = await ben.DeleteAsync($"/api/comments/{reel}/{thread}");
        await again.ProblemAsync(HttpStatusCode.NotFound, "comment_not_found");
        Assert.Equal(0, (await ada.ReadAsync($"/api/reels/{reel}")).GetProperty("comments").GetInt64());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\u200B \n")]
    [InlineData("bell \u0007")]
    public async Task A_comment_that_cannot_be_read_is_refused(string? text)
    {
        var ada = await app.SignUpAsync();
        using var answer = await ada.PostAsync("/api/comments", new { reelId = "x", text });

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["text"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Unknown_ids_in_a_body_are_not_found()
    {
        var ada = await app.SignUpAsync();
        var reelId = (await ada.PostReelAsync()).Text("id");
        var nothing = Guid.CreateVersion7().ToString();
        using var noReel = await ada.PostAsync("/api/comments", new { reelId = nothing, text = "hey" });
        using var malformed = await ada.PostAsync("/api/comments", new { reelId = "../x", text = "hey" });
        using var noParent = await ada.PostAsync("/api/comments",
            new { reelId, text = "hey", parentCommentId = nothing });
        using var malformedParent = await ada.PostAsync("/api/comments",
            new { reelId, text = "hey", parentCommentId = "x" });
        using var noThread = await ada.GetAsync($"/api/comments/{reelId}?parentCommentId={nothing}");

        await noReel.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
        await malformed.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
        await noParent.ProblemAsync(HttpStatusCode.NotFound, "comment_not_found");
        await malformedParent.ProblemAsync(HttpStatusCode.NotFound, "comment_not_found");
        await noThread.ProblemAsync(HttpStatusCode.NotFound, "comment_not_found");
    }
}
