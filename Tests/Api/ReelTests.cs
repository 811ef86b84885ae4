using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class ReelTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string NoReel = "00000000-0000-8000-8000-000000000000";

    [Fact]
    public async Task A_reel_is_posted_read_and_deleted()
    {
        var ada = await app.SignUpAsync();
        using var posted = await ada.PostAsync("/api/reels",
            new { mediaUrl = await ada.UploadAsync(), caption = "", altText = "a\r\nb" });

        var reel = await posted.JsonAsync();
        Assert.Equal($"/api/reels/{reel.Text("id")}", posted.Headers.Location!.ToString());
        Assert.Equal(JsonValueKind.Null, reel.GetProperty("caption").ValueKind);
        Assert.Equal("a\nb", reel.Text("altText"));
        Assert.Equal("image/png", reel.GetProperty("media").Text("contentType"));
        Assert.Equal(reel.GetRawText(), (await ada.ReadAsync(posted.Headers.Location.ToString())).GetRawText());

        using var deleted = await ada.DeleteAsync(posted.Headers.Location.ToString());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var gone in (HttpResponseMessage[])[await ada.GetAsync(posted.Headers.Location.ToString()),
            await ada.DeleteAsync(posted.Headers.Location.ToString())])
        {
            await gone.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
        }
        using var media = await ada.GetAsync(reel.Text("mediaUrl"));
        await media.ProblemAsync(HttpStatusCode.NotFound, "media_not_found");
    }

    [Fact]
    public async Task A_repeated_post_makes_one_reel_even_after_its_delete()
    {
        var ada = await app.SignUpAsync();
        var request = new { mediaUrl = await ada.UploadAsync(), caption = "once" };
        using var first = await ada.PostAsync("/api/reels", request, "k");
        using var second = await ada.PostAsync("/api/reels", request, "k");
        using var other = await ada.PostAsync("/api/reels", request with { caption = "twice" }, "k");

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        await other.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");

        using var deleted = await ada.DeleteAsync(first.Headers.Location!.ToString());
        using var third = await ada.PostAsync("/api/reels", request, "k");
        Assert.Equal(first.Headers.Location, third.Headers.Location);
        Assert.Equal("once", (await third.JsonAsync()).Text("caption"));
        using var gone = await ada.GetAsync(first.Headers.Location.ToString());
        await gone.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
    }

    [Fact]
    public async Task Concurrent_posts_with_one_key_make_one_reel()
    {
        var ada = await app.SignUpAsync();
        var request = new { mediaUrl = await ada.UploadAsync() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ada.PostAsync("/api/reels", request, "k")));

        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Single(await ada.AllAsync($"/api/reels/user/{ada.Id}", 10));
    }

    [Fact]
    public async Task The_reel_of_another_person_cannot_be_deleted()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var reel = await ada.PostReelAsync();
        using var answer = await ben.DeleteAsync($"/api/reels/{reel.Text("id")}");

        await answer.ProblemAsync(HttpStatusCode.Forbidden, "not_yours");
    }

    [Fact]
    public async Task A_reel_shows_an_own_upload_of_its_kind()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var own = await ada.UploadAsync();
        (string[] Wrong, object Body)[] refused =
        [
            (["mediaUrl"], new { mediaUrl = await ben.UploadAsync() }),
            (["mediaUrl"], new { mediaUrl = await ada.UploadAsync("story") }),
            (["mediaUrl"], new { mediaUrl = "http://localhost" + own }),
            (["mediaUrl"], new { mediaUrl = own[..^1], coverUrl = own }),
            (["coverUrl"], new { mediaUrl = own, coverUrl = await ada.UploadAsync("avatar") }),
            (["mediaUrl", "coverUrl"], new { mediaUrl = "x", coverUrl = "y" }),
        ];
        foreach (var (wrong, body) in refused)
        {
            using var answer = await ada.PostAsync("/api/reels", body);
            var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_media");
            Assert.Equal(wrong, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }
    }

    [Fact]
    public async Task A_refused_reel_names_every_wrong_field()
    {
        var ada = await app.SignUpAsync();
        using var answer = await ada.PostAsync("/api/reels",
            new { caption = new string('x', 2_201), altText = "\u0007" });

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["mediaUrl", "caption", "altText"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task The_feed_holds_own_reels_and_those_of_followees()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Insert(0, (await (i % 2 == 0 ? ada : ben).PostReelAsync()).Text("id"));
        await ada.FollowAsync(ben);

        Assert.Equal(ids, (await ada.AllAsync("/api/reels/feed", 2)).Select(reel => reel.Text("id")));
        Assert.Equal(2, (await ada.AllAsync($"/api/reels/user/{ben.Id}", 1)).Count);

        using var unfollowed = await ada.DeleteAsync($"/api/users/{ben.Id}/follow");
        Assert.Equal(3, (await ada.AllAsync("/api/reels/feed", 2)).Count);
    }

    [Fact]
    public async Task A_cursor_belongs_to_one_list_and_a_feed_cursor_to_its_reader()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await ada.PostReelAsync();
        await ada.PostReelAsync();
        await ben.FollowAsync(ada);
        var feed = (await ada.ReadAsync("/api/reels/feed?limit=1")).Text("nextCursor");
        var own = (await ada.ReadAsync($"/api/reels/user/{ada.Id}?limit=1")).Text("nextCursor");

        Assert.Single(
            (await ben.ReadAsync($"/api/reels/user/{ada.Id}?cursor={own}")).GetProperty("items").EnumerateArray());
        string[] foreign =
        [
            $"/api/reels/feed?cursor={feed}", $"/api/reels/feed?cursor={own}", $"/api/reels/user/{ben.Id}?cursor={own}",
            $"/api/reels/user/x?cursor={own}",
            $"/api/reels/user/{ada.Id}?cursor={own[..^1]}", $"/api/reels/user/{ada.Id}?cursor=",
            $"/api/stories?cursor={feed}", $"/api/users/{ada.Id}/followers?cursor={own}",
        ];
        foreach (var path in foreign)
        {
            using var answer = await ben.GetAsync(path);
            await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_cursor");
        }
    }

    [Fact]
    public async Task Likes_count_each_person_once()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var path = $"/api/likes/{(await ada.PostReelAsync()).Text("id")}";

        using var first = await ben.PostAsync(path);
        using var second = await ben.PostAsync(path);
        using var mine = await ada.PostAsync(path);
        Assert.Equal(1, (await second.JsonAsync()).GetProperty("likes").GetInt64());
        Assert.Equal(2, (await mine.JsonAsync()).GetProperty("likes").GetInt64());
        using var unliked = await ben.DeleteAsync(path);
        using var again = await ben.DeleteAsync(path);
        var left = await again.JsonAsync();
        Assert.Equal((1, false), (left.GetProperty("likes").GetInt64(), left.GetProperty("likedByMe").GetBoolean()));
        using var anonymous = await app.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(JsonValueKind.Null, (await anonymous.JsonAsync()).GetProperty("likedByMe").ValueKind);
    }

    [Theory]
    [InlineData("GET", "/api/reels/" + NoReel)]
    [InlineData("GET", "/api/reels/1D7C2F6E-93AB-8C44-B1F0-5A6E7D8C9B0A")]
    [InlineData("GET", "/api/reels/{0}")]
    [InlineData("DELETE", "/api/reels/x")]
    [InlineData("POST", "/api/likes/" + NoReel)]
    [InlineData("DELETE", "/api/likes/..%2fx")]
    [InlineData("GET", "/api/likes/x")]
    [InlineData("GET", "/api/comments/" + NoReel)]
    [InlineData("DELETE", "/api/comments/x/y")]
    public async Task Unknown_and_malformed_reel_ids_are_not_found(string method, string path)
    {
        var ada = await app.SignUpAsync();
        using var answer = await ada.Client.SendAsync(new(new(method), path), TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
    }
}
