using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class SuggestionTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task Friends_of_friends_are_suggested_most_mutual_friends_first()
    {
        var (ada, ben, cas) = (await app.SignUpAsync(), await app.SignUpAsync(), await app.SignUpAsync());
        var (one, both) = (await app.SignUpAsync(), await app.SignUpAsync());
        foreach (var friend in new[] { ben, cas })
        {
            await ada.FollowAsync(friend);
            await friend.FollowAsync(both);
        }

        await ben.FollowAsync(one);

        var suggested = await ada.AllAsync("/api/users/me/suggestions", 1);
        Assert.Equal([(both.Id, 2), (one.Id, 1)],
            suggested.Select(person => (person.Text("id"), person.GetProperty("mutuals").GetInt32())));
        Assert.All(suggested, person => Assert.False(person.GetProperty("followedByMe").GetBoolean()));

        var cursor = (await ada.ReadAsync("/api/users/me/suggestions?limit=1")).Text("nextCursor");
        using var foreign = await ben.GetAsync($"/api/users/me/suggestions?cursor={cursor}");
        await foreign.ProblemAsync(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    [Fact]
    public async Task Suggestions_need_a_token()
    {
        using var answer = await app.Client.GetAsync("/api/users/me/suggestions",
            TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
