using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class SuggestionTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task Friends_of_friends_are_suggested_most_mutuals_first_page_by_page()
    {
        var (ada, ben, cas) = (await app.SignUp(), await app.SignUp(), await app.SignUp());
        var (one, both) = (await app.SignUp(), await app.SignUp());
        foreach (var friend in new[] { ben, cas })
        {
            await ada.Follow(friend);
            await friend.Follow(both);
        }

        await ben.Follow(one);

        var suggested = await ada.All("/api/users/me/suggestions", 1);
        Assert.Equal([(both.Id, 2), (one.Id, 1)], suggested.Select(person => (person.Text("id"), person.GetProperty("mutuals").GetInt32())));
        Assert.All(suggested, person => Assert.False(person.GetProperty("followedByMe").GetBoolean()));

        var cursor = (await ada.Read("/api/users/me/suggestions?limit=1")).Text("nextCursor");
        using var foreign = await ben.Get($"/api/users/me/suggestions?cursor={cursor}");
        await foreign.Problem(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    [Fact]
    public async Task Suggestions_are_for_somebody()
    {
        using var answer = await app.Client.GetAsync("/api/users/me/suggestions", TestContext.Current.CancellationToken);

        await answer.Problem(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
