using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class UserTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task A_profile_shows_how_the_caller_and_the_person_are_related()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await ben.FollowAsync(ada);

        var seen = await ben.ReadAsync($"/api/users/{ada.Id}");

        Assert.True(seen.GetProperty("followedByMe").GetBoolean());
        Assert.False(seen.GetProperty("followsMe").GetBoolean());
        Assert.Equal(1, seen.GetProperty("followers").GetInt64());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", seen.Text("createdAt"));
    }

    [Fact]
    public async Task An_anonymous_caller_sees_no_relation_to_a_person()
    {
        var ada = await app.SignUpAsync();
        using var answer = await app.Client.GetAsync($"/api/users/by-name/{ada.Username.ToUpperInvariant()}",
            TestContext.Current.CancellationToken);

        var seen = await answer.JsonAsync();
        Assert.Equal(ada.Id, seen.Text("id"));
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("followedByMe").ValueKind);
    }

    [Fact]
    public async Task A_null_or_absent_profile_field_stays()
    {
        var ada = await app.SignUpAsync();
        var avatar = await ada.UploadAsync("avatar");
        using var set = await ada.PostAsync("/api/users", new { fullname = "Ada", bio = "Notes", avatar });
        var unset = new
        {
            username = (string?)null,
            fullname = (string?)null,
            bio = (string?)null,
            avatar = (string?)null,
        };
        using var nulls = await ada.PostAsync("/api/users", unset);
        using var empty = await ada.PostAsync("/api/users", new { });

        var before = (ada.Username, "Ada", "Notes", avatar);
        foreach (var answer in (HttpResponseMessage[])[set, nulls, empty])
        {
            var profile = await answer.JsonAsync();
            Assert.Equal(before, (profile.Text("username"), profile.Text("fullname"), profile.Text("bio"),
                profile.Text("avatar")));
        }
    }

    [Fact]
    public async Task An_empty_profile_field_is_cleared()
    {
        var ada = await app.SignUpAsync();
        var avatar = await ada.UploadAsync("avatar");
        using var set = await ada.PostAsync("/api/users", new { fullname = "Ada", bio = "Notes", avatar });
        using var cleared = await ada.PostAsync("/api/users", new { bio = "", avatar = "" });

        Assert.Equal(avatar, (await set.JsonAsync()).Text("avatar"));
        var profile = await cleared.JsonAsync();
        Assert.Equal("Ada", profile.Text("fullname"));
        Assert.Equal(JsonValueKind.Null, profile.GetProperty("bio").ValueKind);
        Assert.Equal(JsonValueKind.Null, profile.GetProperty("avatar").ValueKind);
    }

    [Fact]
    public async Task A_username_cannot_be_cleared_or_taken_from_another()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        using var cleared = await ada.PostAsync("/api/users", new { username = "" });
        using var taken = await ada.PostAsync("/api/users", new { username = ben.Username });

        await cleared.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        await taken.ProblemAsync(HttpStatusCode.Conflict, "username_taken");
    }

    [Theory]
    [InlineData("{\"bio\":1}", "bio")]
    [InlineData("{\"username\":{}}", "username")]
    [InlineData("{\"fullname\":\"Ada\",\"bio\":\"\\ud800\"}", "bio")]
    [InlineData("{\"fullname\":[\"Ada\"]}", "fullname")]
    [InlineData("{\"bio\":\"one\",\"bio\":\"two\"}", "bio")]
    public async Task A_wrong_text_in_a_profile_is_refused_by_its_name(string json, string name)
    {
        var ada = await app.SignUpAsync();
        using var body = new StringContent(json, null, "application/json");
        using var answer = await ada.Client.PostAsync("/api/users", body, TestContext.Current.CancellationToken);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal([name], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task An_avatar_is_an_own_upload_made_for_it()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        foreach (var avatar in (string[])[await ben.UploadAsync("avatar"), await ada.UploadAsync("reel"),
            "https://example.com/a.png", "/api/media/avatars/../x.png"])
        {
            using var answer = await ada.PostAsync("/api/users", new { avatar });
            var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_media");
            Assert.True(problem.GetProperty("errors").TryGetProperty("avatar", out _));
        }
    }

    [Theory]
    [InlineData("/api/users/00000000000000000000000000000000")]
    [InlineData("/api/users/..%2f..%2fetc")]
    [InlineData("/api/users/x")]
    [InlineData("/api/users/by-name/nobody.here")]
    [InlineData("/api/users/by-name/not%20a%20name")]
    [InlineData("/api/users/00000000000000000000000000000000/followers")]
    [InlineData("/api/users/x/following")]
    [InlineData("/api/reels/user/00000000000000000000000000000000")]
    public async Task Unknown_and_malformed_people_are_not_found(string path)
    {
        using var answer = await app.Client.GetAsync(path, TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task Follow_and_unfollow_repeat_safely()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());

        await ada.FollowAsync(ben);
        var followed = await ada.FollowAsync(ben);
        using var once = await ada.DeleteAsync($"/api/users/{ben.Id}/follow");
        using var twice = await ada.DeleteAsync($"/api/users/{ben.Id}/follow");

        Assert.Equal((ben.Id, true, 1),
            (followed.Text("userId"), followed.GetProperty("followedByMe").GetBoolean(),
                followed.GetProperty("followers").GetInt64()));
        var left = await twice.JsonAsync();
        Assert.Equal((false, 0),
            (left.GetProperty("followedByMe").GetBoolean(), left.GetProperty("followers").GetInt64()));
    }

    [Fact]
    public async Task A_follow_needs_another_existing_person()
    {
        var ada = await app.SignUpAsync();
        using var self = await ada.PostAsync($"/api/users/{ada.Id}/follow");
        using var unknown = await ada.PostAsync("/api/users/00000000000000000000000000000000/follow");
        using var malformed = await ada.DeleteAsync("/api/users/x/follow");

        await self.ProblemAsync(HttpStatusCode.BadRequest, "cannot_follow_self");
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
        await malformed.ProblemAsync(HttpStatusCode.NotFound, "user_not_found");
    }

    [Fact]
    public async Task Followers_are_listed_newest_first_to_the_end()
    {
        var ada = await app.SignUpAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var fan = await app.SignUpAsync();
            await fan.FollowAsync(ada);
            ids.Insert(0, fan.Id);
        }

        Assert.Equal(ids,
            (await ada.AllAsync($"/api/users/{ada.Id}/followers", 2)).Select(person => person.Text("id")));
    }
}
