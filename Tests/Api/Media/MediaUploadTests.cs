using System.Net;
using System.Text;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaUploadTests(SharedMediaApi shared) : IClassFixture<SharedMediaApi>
{
    private const string KindAndFile = "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nreel\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";

    private const string Gif = "GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\0\0\0\0\0\u0002\u0001\u0007\0;";

    private static readonly byte[] Picture = Stripped.Of(Pictures.Jpeg(640, 480, orientation: 6), 4096);

    private readonly MediaApi _api = shared.Api;
    private readonly string[] _before = shared.Api.Files;

    private string[] Kept => [.. _api.Files.Except(_before)];

    [Fact]
    public async Task The_metadata_of_a_picture_is_not_stored()
    {
        var gps = Pictures.Segment(0xE1,
            [.. "Exif\0\0"u8, .. Pictures.Tiff(6), .. System.Text.Encoding.Latin1.GetBytes(Stripped.Secret)]);
        var upload = await _api.UploadAsync([.. Picture[..2], .. gps, .. Picture[2..]]);
        var stored = await _api.Client.GetByteArrayAsync(upload.GetProperty("url").GetString());
        Assert.DoesNotContain(Stripped.Secret, System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        Assert.Equal((stored.Length, 480, 640),
            (upload.GetProperty("size").GetInt32(), upload.GetProperty("width").GetInt32(),
                upload.GetProperty("height").GetInt32()));
        Assert.Equal(Stripped.Shown(Picture), Stripped.Shown(stored));
    }

    [Fact]
    public async Task A_form_with_the_kind_before_the_file_is_stored()
    {
        var answer = await _api.Client.PostAsync("/api/media/upload", MediaApi.Form("reel", Picture));
        var media = await answer.IsCreatedAsync();
        var key = media.GetProperty("key").GetString()!;
        Assert.Matches("^reels/[A-Za-z0-9_-]+\\.jpg$", key);
        Assert.Equal("/api/media/" + key, media.GetProperty("url").GetString());
        Assert.Equal("/api/media/" + key, answer.Headers.Location?.OriginalString);
        Assert.Equal(
            $$"""{"kind":"reel","type":"image","contentType":"image/jpeg","size":{{Picture.Length}}"""
            + ""","width":480,"height":640,"durationMs":null,"videoCodec":null,"audioCodec":null}""",
            "{" + media.GetRawText()[media.GetRawText().IndexOf("\"kind\"", StringComparison.Ordinal)..]);
        Assert.Equal(Picture, await _api.Client.GetByteArrayAsync(answer.Headers.Location));
    }

    [Fact]
    public async Task Raw_bytes_and_forms_accept_the_kind_in_the_query()
    {
        Assert.Equal("story", (await _api.UploadAsync(Picture, "story")).GetProperty("kind").GetString());
        var form = await (await _api.Client.PostAsync("/api/media/upload?kind=avatar",
            MediaApi.Form(null, Picture))).IsCreatedAsync();
        Assert.StartsWith("avatars/", form.GetProperty("key").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_decides_the_type()
    {
        var video = await (await _api.Client.PostAsync("/api/media/upload",
            MediaApi.Form("reel", Videos.Mp4(1920, 1080), "x.html", "text/html"))).IsCreatedAsync();
        Assert.Equal(("video", "video/mp4"),
            (video.GetProperty("type").GetString(), video.GetProperty("contentType").GetString()));
        Assert.Equal(2500, video.GetProperty("durationMs").GetInt64());
        var html = await _api.Client.PostAsync("/api/media/upload",
            MediaApi.Form("reel", Encoding.UTF8.GetBytes("<!DOCTYPE html><script>alert(1)</script>")));
        var problem = await html.IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal("HTML", problem.GetProperty("detected").GetString());
        Assert.Single(Kept);
    }

    [Fact]
    public async Task A_film_of_an_iphone_is_stored_as_mp4()
    {
        var film = Videos.Mp4(1920, 1080, turned: true, sound: Videos.QuickTimeSound, video: "hvc1", brand: "qt  ",
            compatible: "qt  ");
        var media = await _api.UploadAsync(film);
        Assert.Equal(("video", "video/mp4", "hevc", "aac", 1080, 1920),
            (media.GetProperty("type").GetString(), media.GetProperty("contentType").GetString(),
                media.GetProperty("videoCodec").GetString(), media.GetProperty("audioCodec").GetString(),
                media.GetProperty("width").GetInt32(), media.GetProperty("height").GetInt32()));
        Assert.EndsWith(".mp4", media.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Equal(film.Length, media.GetProperty("size").GetInt32());

        using var read = await _api.Client.GetAsync(media.GetProperty("url").GetString());
        var stored = await read.Content.ReadAsByteArrayAsync();
        Assert.Equal("video/mp4", read.Content.Headers.ContentType?.MediaType);
        Assert.Equal("ftypmp42\0\0\0\0isom"u8, stored.AsSpan(4, 16));
        Assert.Equal(Stripped.Shown(film), Stripped.Shown(stored));
    }

    [Fact]
    public async Task A_refusal_by_headers_comes_before_a_malformed_key()
    {
        using var large = new HttpRequestMessage(HttpMethod.Post, "/api/media/upload?kind=reel");
        large.Content = new ByteArrayContent(new byte[300_001]);
        using var packed = new HttpRequestMessage(HttpMethod.Post, "/api/media/upload?kind=reel");
        packed.Content = new ByteArrayContent(Picture);
        packed.Content.Headers.ContentEncoding.Add("gzip");
        using var taken = new HttpRequestMessage(HttpMethod.Post, "/api/media/upload?kind=reel");
        taken.Content = new ByteArrayContent(Picture);
        foreach (var request in new[] { large, packed, taken })
            request.Headers.Add("Idempotency-Key", "two words");

        await (await _api.Client.SendAsync(large)).IsProblemAsync(HttpStatusCode.RequestEntityTooLarge,
            "media_too_large");
        await (await _api.Client.SendAsync(packed)).IsProblemAsync(HttpStatusCode.UnsupportedMediaType,
            "unsupported_media_type");
        await (await _api.Client.SendAsync(taken)).IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Empty(Kept);
    }

    [Theory]
    [InlineData("identity", true)]
    [InlineData("Identity", true)]
    [InlineData("gzip", false)]
    [InlineData("identity, br", false)]
    [InlineData("unheard-of", false)]
    public async Task A_file_in_another_encoding_is_refused(string encoding, bool taken)
    {
        var content = new ByteArrayContent(Picture);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        var answer = await _api.Client.PostAsync("/api/media/upload?kind=reel", content);
        if (taken)
            await answer.IsCreatedAsync();
        else
            await answer.IsProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal(taken ? 1 : 0, Kept.Length);
    }

    [Theory]
    [InlineData("?kind=story", "reel", null)]
    [InlineData("", "reel", "story")]
    [InlineData("", "reel", "nonsense")]
    [InlineData("?kind=reel", null, "avatar")]
    public async Task Two_different_kinds_are_refused(string query, string? before, string? after)
    {
        foreach (var late in after is null ? [false] : new[] { false, true })
        {
            var form = new MultipartFormDataContent();
            if (before is not null)
                form.Add(new StringContent(before), "kind");
            if (after is not null && !late)
                form.Add(new StringContent(after), "kind");
            form.Add(new ByteArrayContent(Picture), "file", "sea.jpg");
            if (after is not null && late)
                form.Add(new StringContent(after), "kind");
            var problem = await (await _api.Client.PostAsync("/api/media/upload" + query, form)).IsProblemAsync(
                HttpStatusCode.BadRequest, "validation_failed");
            Assert.True(problem.GetProperty("errors").TryGetProperty("kind", out _));
        }

        Assert.Empty(Kept);
    }

    [Fact]
    public async Task The_same_kind_may_be_sent_twice()
    {
        var form = MediaApi.Form("reel", Picture);
        form.Add(new StringContent("reel"), "kind");
        await (await _api.Client.PostAsync("/api/media/upload?kind=reel", form)).IsCreatedAsync();
    }

    [Fact]
    public async Task A_form_must_have_one_file_only()
    {
        var form = MediaApi.Form("reel", Picture);
        form.Add(new ByteArrayContent(Picture), "file", "again.jpg");
        var problem = await (await _api.Client.PostAsync("/api/media/upload", form)).IsProblemAsync(
            HttpStatusCode.BadRequest, "validation_failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty("file", out _));
        Assert.Empty(Kept);
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("file")]
    public async Task A_form_needs_a_kind_and_a_file(string missing)
    {
        var form = missing == "kind" ? MediaApi.Form(null, Picture) : MediaApi.Form("reel", null);
        var problem = await (await _api.Client.PostAsync("/api/media/upload", form)).IsProblemAsync(
            HttpStatusCode.BadRequest, "validation_failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty(missing, out _));
    }

    [Theory]
    [InlineData("?kind=")]
    [InlineData("?kind=Reel")]
    [InlineData("?kind=0")]
    [InlineData("?kind=cover")]
    [InlineData("")]
    public async Task An_unknown_kind_is_refused(string query)
    {
        var problem = await (await _api.Client.PostAsync("/api/media/upload" + query,
            new ByteArrayContent(Picture))).IsProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty("kind", out _));
    }

    [Fact]
    public async Task A_kind_after_the_file_is_refused()
    {
        var form = MediaApi.Form(null, Picture);
        form.Add(new StringContent("reel"), "kind");
        await (await _api.Client.PostAsync("/api/media/upload", form)).IsProblemAsync(HttpStatusCode.BadRequest,
            "validation_failed");
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        await (await _api.Client.PostAsync("/api/media/upload?kind=reel", new ByteArrayContent([]))).IsProblemAsync(
            HttpStatusCode.BadRequest, "validation_failed");
        await (await _api.Client.PostAsync("/api/media/upload", MediaApi.Form("reel", []))).IsProblemAsync(
            HttpStatusCode.BadRequest, "validation_failed");
        Assert.Empty(Kept);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no boundary anywhere")]
    [InlineData(KindAndFile + Gif)]
    [InlineData(KindAndFile + Gif + "\r\n--b")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nre")]
    [InlineData("--b\r\nnonsense\r\n\r\n\r\n--b--")]
    [InlineData("--b--\r\n")]
    public async Task An_empty_malformed_or_truncated_form_is_refused(string body)
    {
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        await (await _api.Client.PostAsync("/api/media/upload", content)).IsProblemAsync(HttpStatusCode.BadRequest,
            "validation_failed");
        Assert.Empty(Kept);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData(
        "multipart/form-data; boundary="
        + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_form_needs_a_boundary(string contentType)
    {
        var content = new ByteArrayContent(Picture);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await (await _api.Client.PostAsync("/api/media/upload?kind=reel", content)).IsProblemAsync(
            HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Uploading_needs_a_token()
    {
        using var nobody = new HttpClient { BaseAddress = _api.Address };
        await (await nobody.PostAsync("/api/media/upload?kind=reel", new ByteArrayContent(Picture))).IsProblemAsync(
            HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
