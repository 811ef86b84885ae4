using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>A signed-in person, and their requests over HTTP.</summary>
public sealed class Member
{
    public const string Password = "correct horse battery";

    public Member(HttpClient client, JsonElement tokens)
    {
        (Client, Tokens) = (client, tokens);
        Client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Text("accessToken"));
    }

    public HttpClient Client { get; }

    public JsonElement Tokens { get; }

    public string Id => Tokens.GetProperty("user").Text("id");

    public string Username => Tokens.GetProperty("user").Text("username");

    public Task<HttpResponseMessage> GetAsync(string path) =>
        Client.GetAsync(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null, string? key = null) =>
        Client.PostAsync(path, body, key);

    public Task<HttpResponseMessage> DeleteAsync(string path) =>
        Client.DeleteAsync(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await answer.JsonAsync();
    }

    /// <summary>Upload a picture; its URL.</summary>
    public async Task<string> UploadAsync(string kind = "reel")
    {
        using var picture = new ByteArrayContent([.. Picture.Png]);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var answer = await Client.PostAsync($"/api/media/upload?kind={kind}", picture,
            TestContext.Current.CancellationToken);
        return (await answer.JsonAsync()).Text("url");
    }

    public async Task<JsonElement> PostReelAsync(string? caption = null)
    {
        using var answer = await PostAsync("/api/reels", new { mediaUrl = await UploadAsync(), caption });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.JsonAsync();
    }

    public async Task<JsonElement> CommentAsync(string reelId, string text, string? parentCommentId = null)
    {
        using var answer = await PostAsync("/api/comments", new { reelId, text, parentCommentId });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.JsonAsync();
    }

    public async Task<JsonElement> PostStoryAsync(string? caption = null)
    {
        using var answer = await PostAsync("/api/stories", new { mediaUrl = await UploadAsync("story"), caption });
        return await answer.JsonAsync();
    }

    public async Task<JsonElement> LikeAsync(string reelId)
    {
        using var answer = await PostAsync($"/api/likes/{reelId}");
        return await answer.JsonAsync();
    }

    public async Task<JsonElement> FollowAsync(Member other)
    {
        using var answer = await PostAsync($"/api/users/{other.Id}/follow");
        return await answer.JsonAsync();
    }

    /// <summary>Read a whole list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(string path, int limit)
    {
        var (items, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await ReadAsync($"{path}?limit={limit}{cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);
        return items;
    }
}
