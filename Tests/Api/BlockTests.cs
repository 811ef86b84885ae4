using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class BlockTests(ReelsApp app) : IClassFixture<ReelsApp>, IAsyncLifetime
{
    private const string Unknown = "00000000000000000000000000000000";

    private Member _ada = null!, _ben = null!, _cas = null!;

    /// <summary>Ada and Ben follow each other, and Cas follows both.</summary>
    public async ValueTask InitializeAsync()
    {
        (_ada, _ben, _cas) = (await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync());
        await _ada.FollowAsync(_ben);
        await _ben.FollowAsync(_ada);
        await _cas.FollowAsync(_ada);
        await _cas.FollowAsync(_ben);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Block_and_unblock_repeat_safely()
    {
        for (var i = 0; i < 2; i++)
        {
            using var blocked = await _ada.PostAsync($"/api/users/{_ben.Id}/block");
            Assert.Equal((_ben.Id, true), State(await blocked.JsonAsync()));
        }

        for (var i = 0; i < 2; i++)
        {
            using var unblocked = await _ada.DeleteAsync($"/api/users/{_ben.Id}/block");
            Assert.Equal((_ben.Id, false), State(await unblocked.JsonAsync()));
        }
    }

    [Fact]
    public async Task A_block_needs_a_token_and_another_existing_person()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            using var self = await SendAsync(_ada, method, _ada.Id);
            var problem = await self.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
            Assert.True(problem.GetProperty("errors").TryGetProperty("userId", out _));
            foreach (var id in new[] { Unknown, "x", "me" })
            {
                using var unknown = await SendAsync(_ada, method, id);
                await unknown.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
            }
        }

        using var anonymous = await Answers.PostAsync(app.Client, $"/api/users/{_ada.Id}/block", null);
        await anonymous.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        using var list = await app.Client.GetAsync("/api/users/me/blocks", TestContext.Current.CancellationToken);
        await list.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Blocked_people_are_listed_newest_first_to_the_blocker_alone()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var other = await app.SignUpAsync();
            await BlockAsync(_ada, other);
            ids.Insert(0, other.Id);
        }

        using var unblocked = await _ada.DeleteAsync($"/api/users/{ids[2]}/block");
        await unblocked.JsonAsync();
        ids.RemoveAt(2);

        var listed = await _ada.AllAsync("/api/users/me/blocks", 2);
        Assert.Equal(ids, listed.Select(person => person.Text("id")));
        Assert.All(listed,
            person => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", person.Text("blockedAt")));
        Assert.Empty(await _ben.AllAsync("/api/users/me/blocks", 2));

        var cursor = (await _ada.ReadAsync("/api/users/me/blocks?limit=1")).Text("nextCursor");
        using var foreign = await _ben.GetAsync($"/api/users/me/blocks?cursor={cursor}");
        await foreign.ProblemAsync(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    [Fact]
    public async Task A_block_ends_follows_both_ways_and_they_do_not_come_back()
    {
        await BlockAsync(_ada, _ben);
        foreach (var (one, other) in new[] { (_ada, _ben), (_ben, _ada) })
        {
            using var follow = await one.PostAsync($"/api/users/{other.Id}/follow");
            await follow.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
            using var unfollow = await one.DeleteAsync($"/api/users/{other.Id}/follow");
            await unfollow.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
        }

        using var unblocked = await _ada.DeleteAsync($"/api/users/{_ben.Id}/block");
        await unblocked.JsonAsync();
        foreach (var (one, other) in new[] { (_ada, _ben), (_ben, _ada) })
        {
            var profile = await one.ReadAsync($"/api/users/{other.Id}");
            Assert.False(profile.GetProperty("followedByMe").GetBoolean());
            Assert.Equal((1, 0),
                (profile.GetProperty("followers").GetInt32(), profile.GetProperty("following").GetInt32()));
        }
    }

    [Fact]
    public async Task A_block_hides_each_from_the_other_and_from_no_one_else()
    {
        var (adas, bens) = (await _ada.PostReelAsync(), await _ben.PostReelAsync());
        await BlockAsync(_ada, _ben);

        foreach (var (viewer, other, reel) in new[] { (_ada, _ben, bens.Text("id")), (_ben, _ada, adas.Text("id")) })
        {
            string[] ofPeople = [$"users/{other.Id}", $"users/by-name/{other.Username}", $"users/{other.Id}/followers",
                $"users/{other.Id}/following", $"reels/user/{other.Id}"];
            string[] ofReels = [$"reels/{reel}", $"likes/{reel}", $"likes/{reel}/users", $"comments/{reel}"];
            await AssertSeesAsync(_cas, [.. ofPeople, .. ofReels]);
            await AssertNotFoundAsync("user_not_found", ofPeople.Select(path => viewer.GetAsync($"/api/{path}")));
            await AssertNotFoundAsync("reel_not_found", ofReels.Select(path => viewer.GetAsync($"/api/{path}")));
            await AssertNotFoundAsync(
                "reel_not_found",
                [viewer.PostAsync($"/api/likes/{reel}"), viewer.DeleteAsync($"/api/likes/{reel}"),
                    viewer.DeleteAsync($"/api/reels/{reel}"),
                    viewer.PostAsync("/api/comments", new { reelId = reel, text = "Hello?" })]);
        }

        using var unblocked = await _ada.DeleteAsync($"/api/users/{_ben.Id}/block");
        await unblocked.JsonAsync();
        await AssertSeesAsync(_ada, [$"users/{_ben.Id}", $"reels/{bens.Text("id")}"]);
        await AssertSeesAsync(_ben, [$"users/{_ada.Id}", $"reels/{adas.Text("id")}"]);
    }

    [Fact]
    public async Task A_block_filters_lists_feeds_stories_search_and_suggestions()
    {
        var reel = (await _cas.PostReelAsync()).Text("id");
        var bens = (await _ben.PostReelAsync()).Text("id");
        await _ben.PostStoryAsync();
        await _ben.LikeAsync(reel);
        await _ada.FollowAsync(_cas);
        var dee = await app.SignUpAsync();
        await dee.FollowAsync(_cas);
        Assert.Contains(await FeedAsync(_ada), item => item.Text("id") == bens);
        await BlockAsync(_ben, _ada);

        Assert.Equal([reel], (await FeedAsync(_ada)).Select(item => item.Text("id")));
        Assert.DoesNotContain(await _ada.AllAsync("/api/stories", 20),
            tray => tray.GetProperty("author").Text("id") == _ben.Id);
        foreach (var path in new[] { $"/api/likes/{reel}/users", $"/api/users/{_cas.Id}/following",
            "/api/users/me/suggestions", "/api/users/me/blocks" })
        {
            Assert.DoesNotContain(await _ada.AllAsync(path, 20), person => person.Text("id") == _ben.Id);
        }
        Assert.Empty((await _ada.ReadAsync($"/api/search?q={_ben.Username}")).GetProperty("items").EnumerateArray());
        Assert.Empty((await _ben.ReadAsync($"/api/search?q={_ada.Username}")).GetProperty("items").EnumerateArray());

        Assert.Contains(await dee.AllAsync("/api/users/me/suggestions", 20), person => person.Text("id") == _ben.Id);
        Assert.Contains(await dee.AllAsync($"/api/likes/{reel}/users", 20), person => person.Text("id") == _ben.Id);
        Assert.Equal(1, (await _ada.ReadAsync($"/api/likes/{reel}")).GetProperty("likes").GetInt32());
    }

    [Fact]
    public async Task A_block_hides_comments_and_the_replies_to_them()
    {
        var reel = (await _cas.PostReelAsync()).Text("id");
        var thread = (await _cas.CommentAsync(reel, "All welcome")).Text("id");
        var (bens, reply) = ((await _ben.CommentAsync(reel, "First")).Text("id"),
            (await _ben.CommentAsync(reel, "Thanks", thread)).Text("id"));
        var underBens = (await _cas.CommentAsync(reel, "Welcome, Ben", bens)).Text("id");
        await BlockAsync(_ada, _ben);

        Assert.Equal([thread], Ids(await _ada.AllAsync($"/api/comments/{reel}", 20)));
        Assert.Empty(
            (await _ada.ReadAsync($"/api/comments/{reel}?parentCommentId={thread}")).GetProperty("items")
                .EnumerateArray());
        Assert.Equal([thread],
            Ids((await _ada.ReadAsync($"/api/reels/{reel}")).GetProperty("latestComments").EnumerateArray()));
        Assert.Equal(4, (await _ada.ReadAsync($"/api/reels/{reel}")).GetProperty("comments").GetInt32());
        foreach (var hidden in new[] { bens, reply, underBens })
        {
            await AssertNotFoundAsync(
                "comment_not_found",
                [_ada.GetAsync($"/api/comments/{reel}?parentCommentId={hidden}"),
                    _ada.PostAsync("/api/comments", new { reelId = reel, text = "Hm", parentCommentId = hidden })]);
        }

        await AssertNotFoundAsync("comment_not_found", [_ada.DeleteAsync($"/api/comments/{reel}/{bens}")]);
        Assert.Equal([bens, thread], Ids(await _cas.AllAsync($"/api/comments/{reel}", 20)));
    }

    [Fact]
    public async Task Own_comments_can_be_deleted_on_the_reel_of_a_blocked_person()
    {
        var adas = (await _ada.PostReelAsync()).Text("id");
        var (bens, cass) = ((await _ben.CommentAsync(adas, "Lovely")).Text("id"),
            (await _cas.CommentAsync(adas, "Indeed")).Text("id"));
        var another = (await _ben.CommentAsync(adas, "Again")).Text("id");
        await BlockAsync(_ada, _ben);

        await AssertNotFoundAsync("reel_not_found", [_ben.DeleteAsync($"/api/comments/{adas}/{cass}")]);
        foreach (var (member, comment) in new[] { (_ben, bens), (_ada, another) })
        {
            using var deleted = await member.DeleteAsync($"/api/comments/{adas}/{comment}");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }
    }

    [Fact]
    public async Task Reports_and_deletes_of_hidden_content_find_nothing()
    {
        var bensStory = (await _ben.PostStoryAsync()).Text("id");
        var bens = (await _ben.PostReelAsync()).Text("id");
        var cass = (await _cas.CommentAsync(bens, "Nice")).Text("id");
        using (var before = await _ada.DeleteAsync($"/api/stories/{bensStory}"))
            await before.ProblemAsync(HttpStatusCode.Forbidden, "not_yours");
        await BlockAsync(_ada, _ben);

        await AssertNotFoundAsync("story_not_found", [_ada.DeleteAsync($"/api/stories/{bensStory}")]);
        await AssertNotFoundAsync("user_not_found",
            [_ada.PostAsync("/api/reports", new { targetType = "user", targetId = _ben.Id, reason = "spam" })]);
        await AssertNotFoundAsync("reel_not_found",
            [_ada.PostAsync("/api/reports", new { targetType = "reel", targetId = bens, reason = "spam" })]);
        await AssertNotFoundAsync("comment_not_found",
            [_ada.PostAsync("/api/reports", new { targetType = "comment", targetId = cass, reason = "spam" })]);
    }

    private static (string, bool) State(JsonElement state) =>
        (state.Text("userId"), state.GetProperty("blockedByMe").GetBoolean());

    private static IEnumerable<string> Ids(IEnumerable<JsonElement> items) => items.Select(item => item.Text("id"));

    private static async Task BlockAsync(Member one, Member other)
    {
        using var answer = await one.PostAsync($"/api/users/{other.Id}/block");
        await answer.JsonAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(Member member, HttpMethod method, string otherId)
    {
        using var request = new HttpRequestMessage(method, $"/api/users/{otherId}/block");
        return await member.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<IReadOnlyList<JsonElement>> FeedAsync(Member reader) => reader.AllAsync("/api/reels/feed", 1);

    private static async Task AssertSeesAsync(Member viewer, IEnumerable<string> paths)
    {
        foreach (var path in paths)
            await viewer.ReadAsync($"/api/{path}");
    }

    private static async Task AssertNotFoundAsync(string code, IEnumerable<Task<HttpResponseMessage>> requests)
    {
        foreach (var request in requests)
        {
            using var answer = await request;
            await answer.ProblemAsync(HttpStatusCode.NotFound, code);
        }
    }
}
