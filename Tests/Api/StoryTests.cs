using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Reels.Tests.Api;

public sealed class StoryTests(StoryTests.App app) : IClassFixture<StoryTests.App>
{
    public sealed class App : ReelsApp
    {
        public FakeTimeProvider FakeTime { get; } = new(TimeProvider.System.GetUtcNow());

        protected override TimeProvider Time => FakeTime;

        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Auth:AccessTokenLifetime"] = "1.00:00:00" };
    }

    [Fact]
    public async Task Own_stories_come_first_and_then_those_of_whom_one_follows()
    {
        var (ada, ben) = (await app.SignUp(), await app.SignUp());
        await ada.Follow(ben);
        var first = await Tell(ada, "1");
        app.FakeTime.Advance(TimeSpan.FromSeconds(1));
        await Tell(ada, "2");
        app.FakeTime.Advance(TimeSpan.FromSeconds(1));
        await Tell(ben, "3");

        var authors = await ada.All("/api/stories", 1);

        Assert.Equal([ada.Id, ben.Id], authors.Select(author => author.GetProperty("author").Text("id")));
        Assert.Equal(["1", "2"], authors[0].GetProperty("stories").EnumerateArray().Select(story => story.Text("caption")));
        Assert.Equal(TimeSpan.FromHours(24), first.GetProperty("expiresAt").GetDateTimeOffset() - first.GetProperty("createdAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_story_is_gone_when_it_expires()
    {
        var ada = await app.SignUp();
        var story = await Tell(ada, "soon gone");
        app.FakeTime.Advance(TimeSpan.FromHours(24));
        using var login = await app.Client.Post("/api/auth/login", new { username = ada.Username, password = Member.Password });
        var again = new Member(new HttpClient { BaseAddress = app.Client.BaseAddress }, await login.Json());

        Assert.Empty((await again.Read("/api/stories")).GetProperty("items").EnumerateArray());
        using var media = await again.Get(story.Text("mediaUrl"));
        await media.Problem(HttpStatusCode.NotFound, "media_not_found");
    }

    [Fact]
    public async Task A_story_is_told_once_and_deleted_by_its_author()
    {
        var (ada, ben) = (await app.SignUp(), await app.SignUp());
        var request = new { mediaUrl = await ada.Upload("story") };
        using var first = await ada.Post("/api/stories", request, "k");
        using var second = await ada.Post("/api/stories", request, "k");
        var id = (await first.Json()).Text("id");

        Assert.Equal(id, (await second.Json()).Text("id"));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        using var foreign = await ben.Delete($"/api/stories/{id}");
        await foreign.Problem(HttpStatusCode.Forbidden, "not_yours");
        using var deleted = await ada.Delete($"/api/stories/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var path in (string[])[$"/api/stories/{id}", "/api/stories/x", $"/api/stories/{Guid.NewGuid()}"])
        {
            using var gone = await ada.Delete(path);
            await gone.Problem(HttpStatusCode.NotFound, "story_not_found");
        }
    }

    [Fact]
    public async Task A_story_shows_an_own_upload_of_its_kind()
    {
        var (ada, ben) = (await app.SignUp(), await app.SignUp());
        foreach (var mediaUrl in (string[])[await ada.Upload("reel"), await ben.Upload("story"), "x"])
        {
            using var answer = await ada.Post("/api/stories", new { mediaUrl });
            await answer.Problem(HttpStatusCode.BadRequest, "invalid_media");
        }
    }

    private static async Task<System.Text.Json.JsonElement> Tell(Member member, string caption)
    {
        using var answer = await member.Post("/api/stories", new { mediaUrl = await member.Upload("story"), caption });
        return await answer.Json();
    }
}
