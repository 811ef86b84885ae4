using System.Net;
using Xunit;

namespace Reels.Tests.Api;

public sealed class ReportTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    [Fact]
    public async Task A_person_a_reel_and_a_comment_can_be_reported_once_each()
    {
        var (ada, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var reel = (await ben.PostReelAsync()).Text("id");
        var comment = (await ben.CommentAsync(reel, "buy this")).Text("id");

        foreach (var (targetType, targetId) in new[] { ("user", ben.Id), ("reel", reel), ("comment", comment) })
        {
            using var first = await ada.PostAsync("/api/reports",
                new { targetType, targetId, reason = "spam", text = "see\r\nfor yourself" });
            using var second = await ada.PostAsync("/api/reports", new { targetType, targetId, reason = "other" });
            using var bens = await ben.PostAsync("/api/reports",
                new { targetType, targetId, reason = "abuse", text = "" });

            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
            Assert.Equal((await first.JsonAsync()).Text("id"), (await second.JsonAsync()).Text("id"));
            Assert.Equal(HttpStatusCode.Created, bens.StatusCode);
            Assert.NotEqual((await first.JsonAsync()).Text("id"), (await bens.JsonAsync()).Text("id"));
        }
    }

    [Theory]
    [InlineData("user", "user_not_found")]
    [InlineData("reel", "reel_not_found")]
    [InlineData("comment", "comment_not_found")]
    public async Task An_unknown_target_cannot_be_reported(string targetType, string code)
    {
        var ada = await app.SignUpAsync();
        foreach (var targetId in (string[])[$"{Guid.NewGuid():N}", $"{Guid.NewGuid()}", "../x", ""])
        {
            using var answer = await ada.PostAsync("/api/reports", new { targetType, targetId, reason = "spam" });
            await answer.ProblemAsync(HttpStatusCode.NotFound, code);
        }
    }

    [Fact]
    public async Task A_deleted_comment_cannot_be_reported()
    {
        var ada = await app.SignUpAsync();
        var reel = (await ada.PostReelAsync()).Text("id");
        var comment = (await ada.CommentAsync(reel, "hey")).Text("id");
        using var deleted = await ada.DeleteAsync($"/api/comments/{reel}/{comment}");

        using var answer = await ada.PostAsync("/api/reports",
            new { targetType = "comment", targetId = comment, reason = "spam" });
        await answer.ProblemAsync(HttpStatusCode.NotFound, "comment_not_found");
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "{}", "reason,targetId,targetType" },
        { "{\"targetType\":\"story\",\"targetId\":\"x\",\"reason\":\"spam\"}", "targetType" },
        { "{\"targetType\":\"reel, comment\",\"targetId\":\"x\",\"reason\":\"spam\"}", "targetType" },
        { "{\"targetType\":\"reel,reel\",\"targetId\":\"x\",\"reason\":\"spam\"}", "targetType" },
        { "{\"targetType\":\" reel \",\"targetId\":\"x\",\"reason\":\"spam\"}", "targetType" },
        { "{\"targetType\":\"REEL\",\"targetId\":\"x\",\"reason\":\"spam\"}", "targetType" },
        { "{\"targetType\":\"user\",\"targetId\":\"x\",\"reason\":\"violence, other\"}", "reason" },
        { "{\"targetType\":\"user\",\"targetId\":\"x\",\"reason\":\"3\"}", "reason" },
        { "{\"targetType\":\"user\",\"targetId\":\"x\",\"reason\":\"\"}", "reason" },
        { "{\"targetType\":0,\"targetId\":\"x\",\"reason\":\"spam\"}", "targetType" },
        { "{\"targetType\":\"user\",\"targetId\":\"x\",\"reason\":\"dull\"}", "reason" },
        { "{\"targetType\":\"user\",\"targetId\":\"x\",\"reason\":\"spam\",\"text\":\"\\u0007\"}", "text" },
        { $"{{\"targetType\":\"user\",\"targetId\":\"x\",\"reason\":\"spam\",\"text\":\"{new string('t', 2_201)}\"}}",
            "text" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task An_incomplete_or_too_long_report_is_refused(string json, string names)
    {
        var ada = await app.SignUpAsync();
        using var body = new StringContent(json, null, "application/json");
        using var answer = await ada.Client.PostAsync("/api/reports", body, TestContext.Current.CancellationToken);

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(names.Split(','),
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task A_report_needs_a_token()
    {
        using var answer = await app.Client.PostAsync("/api/reports",
            new { targetType = "user", targetId = "x", reason = "spam" });
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
