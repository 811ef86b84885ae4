using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>Somebody who is signed in, and what they do over HTTP.</summary>
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

    public Task<HttpResponseMessage> Get(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> Post(string path, object? body = null, string? key = null) => Client.Post(path, body, key);

    public Task<HttpResponseMessage> Delete(string path) => Client.DeleteAsync(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> Read(string path)
    {
        using var answer = await Get(path);
        return await answer.Json();
    }

    /// <summary>Uploads a picture and gives its URL.</summary>
    public async Task<string> Upload(string kind = "reel")
    {
        using var picture = new ByteArrayContent([.. Picture.Png]) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var answer = await Client.PostAsync($"/api/media/upload?kind={kind}", picture, TestContext.Current.CancellationToken);
        return (await answer.Json()).Text("url");
    }

    public async Task<JsonElement> PostReel(string? caption = null)
    {
        using var answer = await Post("/api/reels", new { mediaUrl = await Upload(), caption });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Json();
    }

    public async Task<JsonElement> Comment(string reelId, string text, string? parentCommentId = null)
    {
        using var answer = await Post("/api/comments", new { reelId, text, parentCommentId });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Json();
    }

    public async Task<JsonElement> Follow(Member other)
    {
        using var answer = await Post($"/api/users/{other.Id}/follow");
        return await answer.Json();
    }

    /// <summary>All of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> All(string path, int limit)
    {
        var (items, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await Read($"{path}?limit={limit}{cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);
        return items;
    }
}
