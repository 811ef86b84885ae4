using System.Net.Http.Headers;
using System.Net.Http.Json;
using Reels.Tests.Processes;

namespace Reels.Tests.Api.Security;

/// <summary>
/// The request of each row, always for a new object: an earlier request may have deleted the last one.
/// </summary>
internal sealed class SecurityRequests(SecurityWorld world)
{
    private Member Owner => world.Owner;

    public async Task<HttpRequestMessage> MakeAsync(SecurityRow row, Member? asker)
    {
        var parts = row.Operation.Split(' ');
        var request = new HttpRequestMessage(new(parts[0]), await PathAsync(row, parts[1]));
        request.Content = await ContentAsync(row);
        if (asker is not null)
            request.Headers.Authorization = new("Bearer", asker.Tokens.Text("accessToken"));
        return request;
    }

    private async Task<string> PathAsync(SecurityRow row, string template) => (row.Operation, row.Variant) switch
    {
        ("GET /api/search", _) => $"{template}?q={Owner.Username}",
        ("POST /api/media/upload", _) => $"{template}?kind=reel",
        ("GET /api/media/{key}", "of a story") => await StoryAsync("mediaUrl"),
        ("GET /api/media/{key}", "of an avatar") => await Owner.UploadAsync("avatar"),
        ("GET /api/media/{key}", _) => (await Owner.PostReelAsync()).Text("mediaUrl"),
        ("GET /api/likes/{reelId}/users", "of a reel that the owner likes") =>
            Filled(template, await LikedByOwnerAsync()),
        ("GET /api/comments/{reelId}", "where the owner has commented") =>
            Filled(template, (await CommentByOwnerAsync()).ReelId),
        ("GET /api/users/{userId}/followers", "of one whom the owner follows") =>
            template.Replace("{userId}", await FollowedAsync(), StringComparison.Ordinal),
        ("GET /api/users/{userId}/following", "of one who follows the owner") =>
            template.Replace("{userId}", await FollowingAsync(), StringComparison.Ordinal),
        ("DELETE /api/comments/{reelId}/{commentId}", "on another's reel") =>
            await CommentByOwnerAsync() is var (reel, comment) ? Filled(template, reel, comment) : "",
        ("DELETE /api/comments/{reelId}/{commentId}", "of another on the owner's reel") =>
            await CommentByStrangerAsync() is var (reel, comment) ? Filled(template, reel, comment) : "",
        _ when template.Contains("{commentId}", StringComparison.Ordinal) =>
            await OwnCommentAsync() is var (reel, comment) ? Filled(template, reel, comment) : "",
        _ when template.Contains("{reelId}", StringComparison.Ordinal) => Filled(template, await ReelAsync()),
        _ when template.Contains("{storyId}", StringComparison.Ordinal) =>
            template.Replace("{storyId}", await StoryAsync("id"), StringComparison.Ordinal),
        _ => template.Replace("{userId}", Owner.Id, StringComparison.Ordinal)
            .Replace("{username}", Owner.Username, StringComparison.Ordinal),
    };

    private async Task<HttpContent?> ContentAsync(SecurityRow row) => (row.Operation, row.Variant) switch
    {
        ("POST /api/auth/register", _) =>
            Json(new { username = "u" + Guid.NewGuid().ToString("N")[..20], password = Member.Password }),
        ("POST /api/auth/login", _) => Json(new { username = Owner.Username, password = Member.Password }),
        ("POST /api/auth/refresh" or "POST /api/auth/logout", _) =>
            Json(new { refreshToken = Owner.Tokens.Text("refreshToken") }),
        ("POST /api/auth/password", _) =>
            Json(new { currentPassword = Member.Password, newPassword = Member.Password }),
        ("POST /api/users", "with the owner's avatar") => Json(new { avatar = await Owner.UploadAsync("avatar") }),
        ("POST /api/users", _) => Json(new { bio = "Nothing to see" }),
        ("POST /api/media/upload", _) =>
            new ByteArrayContent(
                [.. Picture.Png])
            { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } },
        ("POST /api/reels", _) => Json(new { mediaUrl = await Owner.UploadAsync() }),
        ("POST /api/stories", _) => Json(new { mediaUrl = await Owner.UploadAsync("story") }),
        ("POST /api/comments", "as a reply to the owner's comment") =>
            await CommentByOwnerAsync() is var (reel, comment)
                ? Json(new { reelId = reel, text = "A reply", parentCommentId = comment })
                : null,
        ("POST /api/comments", _) => Json(new { reelId = await ReelAsync(), text = "A comment" }),
        ("POST /api/reports", "of the owner") =>
            Json(new { targetType = "user", targetId = Owner.Id, reason = "spam" }),
        ("POST /api/reports", "of the owner's comment") =>
            Json(new { targetType = "comment", targetId = (await CommentByOwnerAsync()).CommentId, reason = "spam" }),
        ("POST /api/reports", _) => Json(new { targetType = "reel", targetId = await ReelAsync(), reason = "spam" }),
        _ => null,
    };

    private static JsonContent Json<T>(T body) => JsonContent.Create(body);

    private static string Filled(string template, string reelId, string commentId = "") =>
        template.Replace("{reelId}", reelId, StringComparison.Ordinal)
            .Replace("{commentId}", commentId, StringComparison.Ordinal);

    private async Task<string> ReelAsync() => (await Owner.PostReelAsync()).Text("id");

    private async Task<string> StoryAsync(string member) => (await Owner.PostStoryAsync()).Text(member);

    private Task<(string ReelId, string CommentId)> OwnCommentAsync() => CommentedAsync(Owner, Owner);

    private Task<(string ReelId, string CommentId)> CommentByOwnerAsync() => CommentedAsync(Owner, world.Stranger);

    private Task<(string ReelId, string CommentId)> CommentByStrangerAsync() => CommentedAsync(world.Stranger, Owner);

    private static async Task<(string ReelId, string CommentId)> CommentedAsync(Member author, Member reelsOwner)
    {
        var reel = (await reelsOwner.PostReelAsync()).Text("id");
        return (reel, (await author.CommentAsync(reel, "A comment")).Text("id"));
    }

    private async Task<string> LikedByOwnerAsync()
    {
        var reel = (await world.Stranger.PostReelAsync()).Text("id");
        await Owner.LikeAsync(reel);
        await StoresOfTests.CaughtUpAsync(
            async () => (await Owner.AllAsync($"/api/likes/{reel}/users", limit: 1)).Count == 1);
        return reel;
    }

    private async Task<string> FollowedAsync()
    {
        await Owner.FollowAsync(world.Stranger);
        return world.Stranger.Id;
    }

    private async Task<string> FollowingAsync()
    {
        await world.Stranger.FollowAsync(Owner);
        return world.Stranger.Id;
    }
}
