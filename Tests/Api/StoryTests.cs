using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class StoryTests(StoryTests.App app) : IClassFixture<StoryTests.App>
{
    public sealed class App : FakeTimeApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Auth:AccessTokenLifetime"] = "1.00:00:00",
        };
    }

    [Fact]
    public async Task Own_stories_come_before_those_of_followees()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        await ada.FollowAsync(ben);
        var first = await ada.PostStoryAsync("1");
        app.FakeTime.Advance(TimeSpan.FromSeconds(1));
        await ada.PostStoryAsync("2");
        app.FakeTime.Advance(TimeSpan.FromSeconds(1));
        await ben.PostStoryAsync("3");

        var authors = await ada.AllAsync("/api/stories", 1);

        Assert.Equal([ada.Id, ben.Id], authors.Select(author => author.GetProperty("author").Text("id")));
        Assert.Equal(["1", "2"],
            authors[0].GetProperty("stories").EnumerateArray().Select(story => story.Text("caption")));
        Assert.Equal(TimeSpan.FromHours(24),
            first.GetProperty("expiresAt").GetDateTimeOffset() - first.GetProperty("createdAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_story_is_gone_when_it_expires()
    {
        var ada = await app.SignUpAsync();
        var story = await ada.PostStoryAsync("soon gone");
        app.FakeTime.Advance(TimeSpan.FromHours(24));
        var again = await app.SignInAsync(ada);

        Assert.Empty((await again.ReadAsync("/api/stories")).GetProperty("items").EnumerateArray());
        using var media = await again.GetAsync(story.Text("mediaUrl"));
        await media.ProblemAsync(HttpStatusCode.NotFound, "media_not_found");
    }

    [Fact]
    public async Task A_story_is_posted_once_and_deleted_by_its_author_alone()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var request = new { mediaUrl = await ada.UploadAsync("story") };
        using var first = await ada.PostAsync("/api/stories", request, "k");
        using var second = await ada.PostAsync("/api/stories", request, "k");
        var id = (await first.JsonAsync()).Text("id");

        Assert.Equal(id, (await second.JsonAsync()).Text("id"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        using var foreign = await ben.DeleteAsync($"/api/stories/{id}");
        await foreign.ProblemAsync(HttpStatusCode.Forbidden, "not_yours");
        using var deleted = await ada.DeleteAsync($"/api/stories/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var path in (string[])[$"/api/stories/{id}", "/api/stories/x", $"/api/stories/{Guid.NewGuid()}"])
        {
            using var missing = await ada.DeleteAsync(path);
            await missing.ProblemAsync(HttpStatusCode.NotFound, "story_not_found");
        }
    }

    [Fact]
    public async Task A_story_shows_an_own_upload_of_its_kind()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        foreach (var mediaUrl in (string[])[await ada.UploadAsync("reel"), await ben.UploadAsync("story"), "x"])
        {
            using var answer = await ada.PostAsync("/api/stories", new { mediaUrl });
            var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_media");
            Assert.True(problem.GetProperty("errors").TryGetProperty("mediaUrl", out _));
        }
    }
}
