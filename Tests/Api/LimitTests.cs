using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class LimitTests(LimitTests.App app) : IClassFixture<LimitTests.App>
{
    public sealed class App : ReelsApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Media:MaxBytes:Avatar"] = "1000",
        };
    }

    [Fact]
    public async Task Limits_are_those_that_the_server_runs_with()
    {
        var limits = await ReadAsync();

        var bytes = limits.GetProperty("maxBytes");
        Assert.Equal((104_857_600, 52_428_800, 1_000),
            (Number(bytes, "reel"), Number(bytes, "story"), Number(bytes, "avatar")));
        Assert.Equal(
            ["image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/webm", "video/quicktime",
                "video/3gpp"],
            limits.GetProperty("contentTypes").EnumerateArray().Select(type => type.GetString()!));
        var lengths = limits.GetProperty("maxLengths");
        Assert.Equal(
            [30, 128, 64, 150, 2_200, 2_200, 1_500, 2_200],
            new[] { "username", "password", "fullname", "bio", "caption", "comment", "altText", "report" }.Select(
                name => Number(lengths, name)));
    }

    [Fact]
    public async Task A_text_at_its_limit_is_accepted_and_one_character_more_is_not()
    {
        var ada = await app.SignUpAsync();
        var most = (int)Number((await ReadAsync()).GetProperty("maxLengths"), "bio");
        using var longest = await ada.PostAsync("/api/users", new { bio = new string('b', most) });
        using var longer = await ada.PostAsync("/api/users", new { bio = new string('b', most + 1) });

        Assert.Equal(HttpStatusCode.OK, longest.StatusCode);
        await longer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    private async Task<JsonElement> ReadAsync()
    {
        using var answer = await app.Client.GetAsync("/api/limits", TestContext.Current.CancellationToken);
        return await answer.JsonAsync();
    }

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
