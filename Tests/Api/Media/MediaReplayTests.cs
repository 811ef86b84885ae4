using System.Net;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaReplayTests(SharedMediaApi shared) : IClassFixture<SharedMediaApi>
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    private readonly MediaApi _api = shared.Api;
    private readonly string[] _before = shared.Api.Files;
    private readonly string _key = Guid.NewGuid().ToString();

    private string[] Kept => [.. _api.Files.Except(_before)];

    [Fact]
    public async Task The_same_upload_again_gets_the_first_answer()
    {
        var first = await SendAsync(_key, Picture);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        var second = await SendAsync($"\"{_key}\"", Picture, raw: false);
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal((await first.IsCreatedAsync()).GetRawText(), (await second.IsCreatedAsync()).GetRawText());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Single(Kept);
    }

    [Fact]
    public async Task An_erased_upload_is_not_created_again()
    {
        var first = await SendAsync(_key, Picture);
        await _api.EraseAsync(first.Headers.Location!.OriginalString);
        Assert.Equal(first.Headers.Location, (await SendAsync(_key, Picture)).Headers.Location);
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task Another_file_or_kind_under_the_same_key_is_refused()
    {
        await SendAsync(_key, Picture);
        await (await SendAsync(_key, Pictures.Jpeg(641, 480))).IsProblemAsync(HttpStatusCode.UnprocessableEntity,
            "idempotency_key_reused");
        await (await SendAsync(_key, Picture, kind: "story")).IsProblemAsync(HttpStatusCode.UnprocessableEntity,
            "idempotency_key_reused");
        Assert.Single(Kept);
    }

    [Fact]
    public async Task Keys_belong_to_their_user_and_are_case_sensitive()
    {
        await SendAsync(_key, Picture);
        await (await SendAsync(_key.ToUpperInvariant(), Picture)).IsCreatedAsync();
        using var bob = _api.ClientOf(MediaApi.Bob);
        await (await SendAsync(_key, Pictures.Gif(1, 1), client: bob)).IsCreatedAsync();
        Assert.Equal(3, Kept.Length);
    }

    [Fact]
    public async Task A_refused_upload_does_not_use_up_the_key()
    {
        await (await SendAsync(_key, new byte[100])).IsProblemAsync(HttpStatusCode.UnsupportedMediaType,
            "unsupported_media_type");
        await (await SendAsync(_key, Picture)).IsCreatedAsync();
    }

    [Fact]
    public async Task Concurrent_requests_with_the_same_upload_store_it_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(_key, Picture)));
        var keys = new List<string>();
        foreach (var answer in answers)
            keys.Add((await answer.IsCreatedAsync()).GetProperty("key").GetString()!);
        Assert.Single(keys.Distinct());
        Assert.Single(answers, answer => !answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(Kept);
    }

    [Fact]
    public async Task One_of_several_concurrent_uploads_with_one_key_is_stored()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => SendAsync(_key, Pictures.Jpeg(i, i))));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity));
        Assert.Single(Kept);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_malformed_key_is_refused(string key) =>
        await (await SendAsync(key, Picture)).IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

    private async Task<HttpResponseMessage> SendAsync(string key, byte[] file, string kind = "reel", bool raw = true,
        HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/media/upload" + (raw ? $"?kind={kind}" : ""))
        {
            Content = raw ? new ByteArrayContent(file) : MediaApi.Form(kind, file),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await (client ?? _api.Client).SendAsync(request);
    }
}
