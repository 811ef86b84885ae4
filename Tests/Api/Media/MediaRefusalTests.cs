using System.Net;
using System.Text.Json;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>Files that are refused: nothing of them is kept, and the problem says why.</summary>
public sealed class MediaRefusalTests(SharedMediaApi shared) : IClassFixture<SharedMediaApi>
{
    private readonly MediaApi _api = shared.Api;
    private readonly string[] _before = shared.Api.Files;

    private string[] Kept => [.. _api.Files.Except(_before)];

    [Theory]
    [InlineData("?kind=reel", 300_000, true)]
    [InlineData("?kind=reel", 300_001, false)]
    [InlineData("?kind=story", 200_000, true)]
    [InlineData("?kind=story", 200_001, false)]
    [InlineData("?kind=avatar", 100_001, false)]
    public async Task Each_kind_has_its_limit(string query, int size, bool fits)
    {
        var file = Pictures.Jpeg(10, 10);
        Array.Resize(ref file, size);
        foreach (HttpContent content in new HttpContent[] { new ByteArrayContent(file), MediaApi.Form(null, file),
            new StreamContent(new Unsized(file)) })
        {
            var isRaw = content is ByteArrayContent;
            var answer = await _api.Client.PostAsync("/api/media/upload" + query, content);
            if (fits)
            {
                await answer.IsCreatedAsync();
            }
            else
            {
                AssertLimit(await answer.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, "media_too_large"),
                    size - 1, isRaw ? size : null);
            }
        }

        Assert.Equal(fits ? 3 : 0, Kept.Length);
    }

    [Fact]
    public async Task The_limit_follows_a_kind_in_the_form() =>
        AssertLimit(await (await _api.Client.PostAsync("/api/media/upload",
            MediaApi.Form("avatar", [.. Pictures.Jpeg(1, 1), .. new byte[150_000]])))
            .IsProblemAsync(HttpStatusCode.RequestEntityTooLarge, "media_too_large"), 100_000, null);

    [Fact]
    public async Task A_body_far_too_large_is_refused_by_its_declared_length()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/media/upload");
        request.Content = MediaApi.Form("reel", new byte[5_000_000]);
        request.Headers.ExpectContinue = true;
        AssertLimit(await (await _api.Client.SendAsync(request)).IsProblemAsync(HttpStatusCode.RequestEntityTooLarge,
            "media_too_large"), 300_000, null);
    }

    [Fact]
    public async Task An_avatar_must_be_a_picture()
    {
        var answer = await _api.Client.PostAsync("/api/media/upload?kind=avatar",
            new ByteArrayContent(Videos.Mp4(10, 10)));
        var problem = await answer.IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal("MP4", problem.GetProperty("detected").GetString());
        Assert.Contains("an avatar is a picture", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task A_film_without_pictures_is_refused_at_its_end()
    {
        var moovLast = Videos.Mp4Of("isom", Videos.Track("soun", Videos.Aac));
        byte[] large = [.. moovLast[..16], .. Videos.Box("mdat", new byte[200_000]), .. moovLast[16..]];
        foreach (var file in new[] { moovLast, large })
        {
            foreach (var content in new HttpContent[] { new ByteArrayContent(file), MediaApi.Form("reel", file) })
            {
                var answer = await _api.Client.PostAsync("/api/media/upload?kind=reel", content);
                var problem = await answer.IsProblemAsync(HttpStatusCode.UnsupportedMediaType,
                    "unsupported_media_type");
                Assert.Equal("MP4 with sound alone", problem.GetProperty("detected").GetString());
            }
        }

        Assert.Empty(Kept);
    }

    [Fact]
    public async Task A_file_of_an_unknown_format_has_no_name()
    {
        var answer = await _api.Client.PostAsync("/api/media/upload?kind=reel", new ByteArrayContent(new byte[100]));
        var problem = await answer.IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.False(problem.TryGetProperty("detected", out _));
        Assert.Empty(Kept);
    }

    private static void AssertLimit(JsonElement problem, long limit, long? size)
    {
        Assert.Equal(limit, problem.GetProperty("limit").GetInt64());
        Assert.Equal(size, problem.TryGetProperty("size", out var found) ? found.GetInt64() : null);
        Assert.Contains($"{limit:N0} bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Bytes of unknown length, which are sent in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
