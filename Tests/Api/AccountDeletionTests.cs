using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reels.Silo.Stores.Embedded;
using Reels.Tests.Cluster.Erasure;
using Xunit;

namespace Reels.Tests.Api;

public sealed class AccountDeletionTests(AccountDeletionTests.App app) : IClassFixture<AccountDeletionTests.App>
{
    public sealed class App : FakeTimeApp
    {
        internal EmbeddedStores Stores => Services.GetRequiredService<EmbeddedStores>();

        /// <summary>Advance the clock until this user's erasure is done.</summary>
        public Task ErasedAsync(string userId) => Until.TrueAsync(async () =>
        {
            FakeTime.Advance(TimeSpan.FromSeconds(3));
            return await Stores.Erasures.GetAsync(userId, CancellationToken.None) is null;
        });
    }

    [Fact]
    public async Task A_deleted_account_cannot_sign_in_and_its_name_stays_taken()
    {
        var ada = await app.SignUpAsync();
        var second = (await app.SignInAsync(ada)).Tokens;
        await DeleteAsync(ada);

        using var again = await ada.DeleteAsync("/api/users/me");
        await again.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        Assert.Equal("401 session_ended",
            await ApiNode.GetStatusAsync(app.Client.BaseAddress!, second.Text("accessToken")));
        foreach (var tokens in new[] { ada.Tokens, second })
        {
            using var refresh = await app.Client.PostAsync("/api/auth/refresh",
                new { refreshToken = tokens.Text("refreshToken") });
            await refresh.ProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        }

        using var login = await app.Client.PostAsync("/api/auth/login",
            new { username = ada.Username, password = Member.Password });
        await login.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_credentials");
        using var register = await app.Client.PostAsync("/api/auth/register",
            new { username = ada.Username, password = Member.Password });
        await register.ProblemAsync(HttpStatusCode.Conflict, "username_taken");
        var ben = await app.SignUpAsync();
        using var rename = await ben.PostAsync("/api/users", new { username = ada.Username });
        await rename.ProblemAsync(HttpStatusCode.Conflict, "username_taken");
    }

    [Fact]
    public async Task Other_nodes_soon_refuse_the_tokens_of_a_deleted_account()
    {
        await using var other = await ApiNode.StartAsync(app);
        var ada = await app.SignUpAsync();
        var token = ada.Tokens.Text("accessToken");
        Assert.Equal("200", await other.GetStatusAsync(token));
        await DeleteAsync(ada);

        await Until.TrueAsync(async () => await other.GetStatusAsync(token) == "401 session_ended");
        using var media = await other.Client.GetAsync($"/api/users/{ada.Id}", TestContext.Current.CancellationToken);
        await media.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task A_deleted_account_is_404_immediately_and_missing_in_every_list()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var world = await WorldAsync(ada, ben);
        await DeleteAsync(ada);

        string[] paths =
        [
            $"/api/users/{ada.Id}", $"/api/users/by-name/{ada.Username}", $"/api/users/{ada.Id}/followers",
            $"/api/users/{ada.Id}/following", $"/api/reels/user/{ada.Id}",
            $"/api/reels/{world.AdasReel}", $"/api/likes/{world.AdasReel}", $"/api/likes/{world.AdasReel}/users",
            $"/api/comments/{world.AdasReel}", .. world.Media,
        ];
        foreach (var path in paths)
        {
            foreach (var reader in new[] { ben.Client, app.Client })
            {
                using var answer = await reader.GetAsync(path, TestContext.Current.CancellationToken);
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{path} {answer.StatusCode}");
            }
        }

        string[] lists =
        [
            "/api/reels/feed", "/api/stories", $"/api/comments/{world.BensReel}", $"/api/likes/{world.BensReel}/users",
            $"/api/users/{ben.Id}/followers",
            $"/api/users/{ben.Id}/following", $"/api/search?q={ada.Username}", "/api/users/me/suggestions",
            $"/api/reels/{world.BensReel}", $"/api/reels/user/{ben.Id}",
        ];
        foreach (var list in lists)
            Assert.DoesNotContain(ada.Id, (await ben.ReadAsync(list)).GetRawText(), StringComparison.Ordinal);
        await (await ben.PostAsync($"/api/users/{ada.Id}/follow")).ProblemAsync(HttpStatusCode.NotFound,
            "user_not_found");
        await (await ben.PostAsync($"/api/likes/{world.AdasReel}")).ProblemAsync(HttpStatusCode.NotFound,
            "reel_not_found");
        await (await ben.PostAsync("/api/comments", new { reelId = world.AdasReel, text = "Late" })).ProblemAsync(
            HttpStatusCode.NotFound, "reel_not_found");
    }

    [Fact]
    public async Task Erasure_leaves_no_row_or_byte_and_right_counts_of_others()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var world = await WorldAsync(ada, ben);
        var files = Files();
        Assert.Contains(files, file => Path.GetFileName(file) == Path.GetFileName(world.Media[0]));
        await DeleteAsync(ada);
        await app.ErasedAsync(ada.Id);

        Assert.Empty(
            await Remains.OfAsync(app.Stores,
                [ada.Id, ada.Username, .. world.Media.Select(url => Path.GetFileName(url))], world.Ids));
        foreach (var file in Files())
        {
            Assert.DoesNotContain(world.Media, url => Path.GetFileName(url) == Path.GetFileName(file));
            if (file.Contains("/requests/", StringComparison.Ordinal))
            {
                Assert.DoesNotContain(world.Media,
                    url => File.ReadAllText(file).Contains(Path.GetFileName(url), StringComparison.Ordinal));
            }
        }

        ben = await app.SignInAsync(ben);
        var profile = await ben.ReadAsync("/api/users/me");
        Assert.Equal((0, 0, 1), (Number(profile, "followers"), Number(profile, "following"), Number(profile, "reels")));
        var reel = await ben.ReadAsync($"/api/reels/{world.BensReel}");
        Assert.Equal((1, 1), (Number(reel, "likes"), Number(reel, "comments")));
        using var picture = await app.Client.GetAsync(reel.Text("mediaUrl"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
    }

    [Fact]
    public async Task Deleting_an_account_needs_a_token()
    {
        using var answer = await app.Client.DeleteAsync("/api/users/me", TestContext.Current.CancellationToken);
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    /// <summary>
    /// Ada and Ben follow each other; each has a reel, and both like Ben's and comment on it. Ada has all kinds of
    /// media, one of them unused.
    /// </summary>
    private static async Task<(string AdasReel, string BensReel, string[] Media, Guid[] Ids)> WorldAsync(Member ada,
        Member ben)
    {
        await ada.FollowAsync(ben);
        await ben.FollowAsync(ada);
        string[] media = [await ada.UploadAsync(), await ada.UploadAsync(), await ada.UploadAsync("story"),
            await ada.UploadAsync("avatar"), await ada.UploadAsync()];
        using var posted = await ada.PostAsync("/api/reels",
            new { mediaUrl = media[0], coverUrl = media[1], caption = "Mine" }, key: "post");
        var adasReel = (await posted.JsonAsync()).Text("id");
        using var shown = await ada.PostAsync("/api/stories", new { mediaUrl = media[2] });
        var story = (await shown.JsonAsync()).Text("id");
        using var changed = await ada.PostAsync("/api/users", new { avatar = media[3], bio = "Me" });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var bensReel = (await ben.PostReelAsync()).Text("id");
        foreach (var member in new[] { ada, ben })
            await member.LikeAsync(bensReel);
        var thread = (await ben.CommentAsync(bensReel, "Mine")).Text("id");
        var reply = (await ada.CommentAsync(bensReel, "A reply", thread)).Text("id");
        var hers = (await ada.CommentAsync(bensReel, "A comment")).Text("id");
        await ben.CommentAsync(bensReel, "A reply to hers", hers);
        await ben.CommentAsync(adasReel, "Under her reel");
        return (adasReel, bensReel, media,
            [.. new[] { adasReel, story, reply, hers }.Select(id => Guid.ParseExact(id, "D"))]);
    }

    private static async Task DeleteAsync(Member member)
    {
        using var answer = await member.DeleteAsync("/api/users/me");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private string[] Files() => Directory.GetFiles(Path.Combine(app.Folder, "media"), "*", SearchOption.AllDirectories);

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
