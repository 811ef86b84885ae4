using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class LikerTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task Likers_are_listed_newest_first_page_by_page()
    {
        var author = await app.SignUp();
        var reel = (await author.PostReel()).Text("id");
        var likers = new List<Member>();
        for (var i = 0; i < 5; i++)
        {
            likers.Add(await app.SignUp());
            using var like = await likers[^1].Post($"/api/likes/{reel}");
            await like.Json();
        }

        await author.Follow(likers[1]);
        using var unlike = await likers[3].Delete($"/api/likes/{reel}");
        await unlike.Json();

        var listed = await author.All($"/api/likes/{reel}/users", 2);
        Assert.Equal(new[] { 4, 2, 1, 0 }.Select(i => likers[i].Id), listed.Select(liker => liker.Text("id")));
        Assert.Equal([false, false, true, false], listed.Select(liker => liker.GetProperty("followedByMe").GetBoolean()));
        Assert.All(listed, liker => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", liker.Text("likedAt")));
    }

    [Fact]
    public async Task Likers_of_a_reel_that_is_not_there_are_not_found_and_a_cursor_is_for_one_reel()
    {
        var ada = await app.SignUp();
        var (one, other) = ((await ada.PostReel()).Text("id"), (await ada.PostReel()).Text("id"));
        foreach (var member in new[] { ada, await app.SignUp() })
        {
            using var like = await member.Post($"/api/likes/{one}");
            await like.Json();
        }

        using var unknown = await ada.Get($"/api/likes/{Guid.NewGuid()}/users");
        using var malformed = await ada.Get("/api/likes/..%2f/users");
        using var foreign = await ada.Get($"/api/likes/{other}/users?cursor={(await ada.Read($"/api/likes/{one}/users?limit=1")).Text("nextCursor")}");

        await unknown.Problem(HttpStatusCode.NotFound, "reel_not_found");
        await malformed.Problem(HttpStatusCode.NotFound, "reel_not_found");
        await foreign.Problem(HttpStatusCode.BadRequest, "invalid_cursor");
    }
}
