using System.Net;
using System.Text;
using Xunit;

namespace Reels.Tests.Api;

public sealed class EntityTagTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private const string Feed = "/api/reels/feed";

    [Fact]
    public async Task An_unchanged_feed_costs_no_body_and_a_changed_one_is_sent()
    {
        var reader = await app.SignUpAsync();
        var reel = await reader.PostReelAsync();
        var (first, body) = await GetAsync(reader, Feed);
        var tag = first.Headers.ETag!;
        Assert.True(tag.IsWeak);
        Assert.NotEmpty(body);

        var (same, nothing) = await GetAsync(reader, Feed, tag.ToString());
        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, nothing));
        Assert.Equal(tag, same.Headers.ETag);
        Assert.True(same.Headers.CacheControl is { NoCache: true, Private: true });
        Assert.Contains("Authorization", same.Headers.Vary);

        using var _ = await reader.PostAsync($"/api/likes/{reel.Text("id")}");
        var (changed, liked) = await GetAsync(reader, Feed, tag.ToString());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag);
        Assert.NotEqual(body, liked);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"other\", TAG", true)]
    [InlineData("STRONG", true)]
    [InlineData("W/\"other\"", false)]
    [InlineData("no tag", false)]
    [InlineData("\"", false)]
    public async Task Tags_of_a_request_are_compared_as_HTTP_says(string sent, bool isKnown)
    {
        var reader = await app.SignUpAsync();
        var tag = (await GetAsync(reader, "/api/users/me")).Answer.Headers.ETag!;
        sent = sent.Replace("TAG", $"{tag}", StringComparison.Ordinal)
            .Replace("STRONG", tag.Tag, StringComparison.Ordinal);

        var (answer, body) = await GetAsync(reader, "/api/users/me", sent);

        Assert.Equal(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(isKnown, body.Length == 0);
    }

    [Fact]
    public async Task Reads_are_tagged_and_refusals_and_writes_are_not()
    {
        var reader = await app.SignUpAsync();
        var reel = (await reader.PostReelAsync()).Text("id");
        foreach (var path in new[]
        {
            Feed, $"/api/reels/{reel}", $"/api/comments/{reel}", $"/api/likes/{reel}", "/api/users/me", "/api/stories",
            $"/api/users/{reader.Id}/followers",
        })
        {
            var (answer, body) = await GetAsync(reader, path);
            Assert.Equal(answer.Content.Headers.ContentLength, Encoding.UTF8.GetByteCount(body));
            Assert.NotNull(answer.Headers.ETag);
        }

        Assert.Null((await GetAsync(reader, $"/api/reels/{Guid.NewGuid()}")).Answer.Headers.ETag);
        Assert.Null((await GetAsync(reader, $"{Feed}?limit=0")).Answer.Headers.ETag);
        Assert.Null((await SendAsync(reader, HttpMethod.Post, $"/api/likes/{reel}", null)).Answer.Headers.ETag);
    }

    [Fact]
    public async Task A_HEAD_request_gets_the_tag_of_the_answer()
    {
        var reader = await app.SignUpAsync();

        var (head, body) = await SendAsync(reader, HttpMethod.Head, Feed, null);

        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, body));
        Assert.Equal((await GetAsync(reader, Feed)).Answer.Headers.ETag, head.Headers.ETag);
    }

    [Fact]
    public async Task Compressed_answers_have_the_same_tag()
    {
        var reader = await app.SignUpAsync();
        var plain = (await GetAsync(reader, Feed)).Answer.Headers.ETag;

        var (compressed, _) = await SendAsync(reader, HttpMethod.Get, Feed, null, "gzip");

        Assert.Contains("gzip", compressed.Content.Headers.ContentEncoding);
        Assert.Equal(plain, compressed.Headers.ETag);
    }

    private static Task<(HttpResponseMessage Answer, string Body)> GetAsync(Member reader, string path,
        string? tags = null) => SendAsync(reader, HttpMethod.Get, path, tags);

    private static async Task<(HttpResponseMessage Answer, string Body)> SendAsync(Member reader, HttpMethod method,
        string path, string? tags, string? encoding = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (tags is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tags);
        if (encoding is not null)
            request.Headers.AcceptEncoding.Add(new(encoding));
        var answer = await reader.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
