using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class CommentTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task Comments_are_listed_newest_first_with_their_oldest_replies()
    {
        var ada = await app.SignUp();
        var reel = (await ada.PostReel()).Text("id");
        var thread = (await ada.Comment(reel, "first")).Text("id");
        await ada.Comment(reel, "second");
        var reply = await ada.Comment(reel, "reply 1", thread);
        for (var i = 2; i <= 4; i++)
            await ada.Comment(reel, $"reply {i}", reply.Text("id"));

        var comments = await ada.All($"/api/comments/{reel}", 1);
        Assert.Equal(["second", "first"], comments.Select(comment => comment.Text("text")));
        Assert.Equal(4, comments[1].GetProperty("replyCount").GetInt64());
        Assert.Equal(["reply 1", "reply 2", "reply 3"], comments[1].GetProperty("replies").EnumerateArray().Select(comment => comment.Text("text")));
        Assert.Equal(thread, reply.Text("parentCommentId"));
        var replies = await ada.Read($"/api/comments/{reel}?parentCommentId={thread}&limit=3");
        var rest = await ada.Read($"/api/comments/{reel}?parentCommentId={thread}&cursor={replies.Text("nextCursor")}");
        Assert.Equal(["reply 4"], rest.GetProperty("items").EnumerateArray().Select(comment => comment.Text("text")));
        Assert.Equal(6, (await ada.Read($"/api/reels/{reel}")).GetProperty("comments").GetInt64());
    }

    [Fact]
    public async Task A_repeated_comment_is_made_once()
    {
        var ada = await app.SignUp();
        var reelId = (await ada.PostReel()).Text("id");
        using var first = await ada.Post("/api/comments", new { reelId, text = "hey" }, "k");
        using var second = await ada.Post("/api/comments", new { text = "hey", reelId, parentCommentId = (string?)null }, "k");
        using var other = await ada.Post("/api/comments", new { reelId, text = "ho" }, "k");

        Assert.Equal((await first.Json()).GetRawText(), (await second.Json()).GetRawText());
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        await other.Problem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_comment_goes_by_its_author_or_the_reels_and_takes_its_replies()
    {
        var (ada, ben, eve) = (await app.SignUp(), await app.SignUp(), await app.SignUp());
        var reel = (await ada.PostReel()).Text("id");
        var thread = (await ben.Comment(reel, "hey")).Text("id");
        await eve.Comment(reel, "ho", thread);

        using var foreign = await eve.Delete($"/api/comments/{reel}/{thread}");
        await foreign.Problem(HttpStatusCode.Forbidden, "not_yours");
        using var deleted = await ada.Delete($"/api/comments/{reel}/{thread}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var again = await ben.Delete($"/api/comments/{reel}/{thread}");
        await again.Problem(HttpStatusCode.NotFound, "comment_not_found");
        Assert.Equal(0, (await ada.Read($"/api/reels/{reel}")).GetProperty("comments").GetInt64());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\u200B \n")]
    [InlineData("bell \u0007")]
    public async Task A_comment_that_cannot_be_read_is_refused(string? text)
    {
        var ada = await app.SignUp();
        using var answer = await ada.Post("/api/comments", new { reelId = "x", text });

        var problem = await answer.Problem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["text"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Ids_in_a_body_that_name_nothing_are_not_there()
    {
        var ada = await app.SignUp();
        var reelId = (await ada.PostReel()).Text("id");
        var nothing = Guid.CreateVersion7().ToString();
        using var noReel = await ada.Post("/api/comments", new { reelId = nothing, text = "hey" });
        using var malformed = await ada.Post("/api/comments", new { reelId = "../x", text = "hey" });
        using var noParent = await ada.Post("/api/comments", new { reelId, text = "hey", parentCommentId = nothing });
        using var malformedParent = await ada.Post("/api/comments", new { reelId, text = "hey", parentCommentId = "x" });
        using var noThread = await ada.Get($"/api/comments/{reelId}?parentCommentId={nothing}");

        await noReel.Problem(HttpStatusCode.NotFound, "reel_not_found");
        await malformed.Problem(HttpStatusCode.NotFound, "reel_not_found");
        await noParent.Problem(HttpStatusCode.NotFound, "comment_not_found");
        await malformedParent.Problem(HttpStatusCode.NotFound, "comment_not_found");
        await noThread.Problem(HttpStatusCode.NotFound, "comment_not_found");
    }
}
