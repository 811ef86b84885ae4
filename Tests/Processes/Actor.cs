using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>A signed-in person who uses the product over HTTP alone.</summary>
internal sealed class Actor
{
    public const string Password = "correct horse";

    private readonly HttpClient _client;

    private Actor(HttpClient client, JsonNode tokens)
    {
        _client = client;
        Token = new("Bearer", (string)tokens["accessToken"]!);
        Id = (string)tokens["user"]!["id"]!;
    }

    public string Id { get; }

    public AuthenticationHeaderValue Token { get; }

    public static async Task<Actor> RegisterAsync(HttpClient client, string username, string? key = null) =>
        new(client,
            await SendAsync(client, HttpMethod.Post, "/api/auth/register",
                JsonContent.Create(new { username, password = Password }), key, token: null));

    public static async Task<Actor> LoginAsync(HttpClient client, string username) =>
        new(client,
            await SendAsync(client, HttpMethod.Post, "/api/auth/login",
                JsonContent.Create(new { username, password = Password }), key: null, token: null));

    public Task<JsonNode> GetAsync(string path) =>
        SendAsync(_client, HttpMethod.Get, path, content: null, key: null, Token);

    public Task<JsonNode> PostAsync(string path, object? body = null, string? key = null) =>
        SendAsync(_client, HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), key, Token);

    /// <summary>Follow or like, or undo it: calls that may be repeated without a key.</summary>
    public Task SetAsync(bool on, string path) =>
        SendAsync(_client, on ? HttpMethod.Post : HttpMethod.Delete, path, content: null, key: null, Token);

    /// <summary>Upload the picture; its URL.</summary>
    public Task<string> UploadAsync(string? key = null) =>
        UploadAsync(new ByteArrayContent(Picture.Png.ToArray()), key);

    public async Task<string> UploadAsync(HttpContent picture, string? key = null)
    {
        picture.Headers.ContentType = new("image/png");
        return (string)(await SendAsync(_client, HttpMethod.Post, "/api/media/upload?kind=reel", picture, key,
            Token))["url"]!;
    }

    /// <summary>Upload a picture and post it; the reel's id.</summary>
    public async Task<string> PostReelAsync(string caption, string? key = null) =>
        (string)(await PostAsync("/api/reels", new { mediaUrl = await UploadAsync(key), caption }, key))["id"]!;

    public Task<byte[]> BytesAsync(string url) => _client.GetByteArrayAsync(url);

    /// <summary>Read every item of a list, following its cursor to the end.</summary>
    public async Task<IReadOnlyList<JsonNode>> AllAsync(string path)
    {
        var items = new List<JsonNode>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await GetAsync($"{path}?limit=100{(cursor.Length > 0 ? "&cursor=" + cursor : "")}");
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            cursor = (string?)page["nextCursor"];
        }

        return items;
    }

    /// <exception cref="HttpRequestException">No answer came, or one that asks to send the request again.</exception>
    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string path,
        HttpContent? content, string? key, AuthenticationHeaderValue? token)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = token;
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        if ((int)answer.StatusCode >= 500)
        {
            throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {body}", inner: null,
                answer.StatusCode);
        }
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }
}
