using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class LikerTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task Likers_are_listed_newest_first_page_by_page()
    {
        var author = await app.SignUpAsync();
        var reel = (await author.PostReelAsync()).Text("id");
        var likers = new List<Member>();
        for (var i = 0; i < 5; i++)
        {
            likers.Add(await app.SignUpAsync());
            await likers[^1].LikeAsync(reel);
        }

        await author.FollowAsync(likers[1]);
        using var unlike = await likers[3].DeleteAsync($"/api/likes/{reel}");
        await unlike.JsonAsync();

        await StoresOfTests.CaughtUpAsync(async () =>
            (await author.AllAsync($"/api/likes/{reel}/users", 10)).Select(liker => liker.Text("id"))
                .SequenceEqual(new[] { 4, 2, 1, 0 }.Select(i => likers[i].Id)));

        var listed = await author.AllAsync($"/api/likes/{reel}/users", 2);
        Assert.Equal(new[] { 4, 2, 1, 0 }.Select(i => likers[i].Id), listed.Select(liker => liker.Text("id")));
        Assert.Equal([false, false, true, false],
            listed.Select(liker => liker.GetProperty("followedByMe").GetBoolean()));
        Assert.All(listed, liker => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", liker.Text("likedAt")));
    }

    [Fact]
    public async Task Likers_need_an_existing_reel_and_a_cursor_of_that_reel()
    {
        var ada = await app.SignUpAsync();
        var (one, other) = ((await ada.PostReelAsync()).Text("id"), (await ada.PostReelAsync()).Text("id"));
        foreach (var member in new[] { ada, await app.SignUpAsync() })
            await member.LikeAsync(one);

        using var unknown = await ada.GetAsync($"/api/likes/{Guid.NewGuid()}/users");
        using var malformed = await ada.GetAsync("/api/likes/..%2f/users");
        var cursor = (await ada.ReadAsync($"/api/likes/{one}/users?limit=1")).Text("nextCursor");
        using var foreign = await ada.GetAsync($"/api/likes/{other}/users?cursor={cursor}");

        await unknown.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
        await malformed.ProblemAsync(HttpStatusCode.NotFound, "reel_not_found");
        await foreign.ProblemAsync(HttpStatusCode.BadRequest, "invalid_cursor");
    }
}
