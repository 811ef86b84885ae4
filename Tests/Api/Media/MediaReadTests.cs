using System.Net;
using Reels.Api.Media;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public class MediaReadTests(SharedMediaApi shared) : IClassFixture<SharedMediaApi>, IDisposable
{
    private static readonly byte[] Picture = Stripped.Of(Pictures.Jpeg(640, 480, pixelBytes: 1000), 4096);

    private readonly MediaApi _api = shared.Api;
    private readonly HttpClient _anyone = new() { BaseAddress = shared.Api.Address };

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _anyone.Dispose();
    }

    [Theory]
    [InlineData("reel")]
    [InlineData("avatar")]
    public async Task Anyone_reads_the_bytes_and_may_cache_them(string kind)
    {
        var answer = await _anyone.GetAsync(await _api.UploadedUrlAsync(Picture, kind));
        Assert.Equal(Picture, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("public, max-age=31536000, s-maxage=3600, immutable", Header(answer, "Cache-Control"));
        Assert.Equal("image/jpeg", Header(answer, "Content-Type"));
        Assert.Equal("inline", Header(answer, "Content-Disposition"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("cross-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("bytes", Header(answer, "Accept-Ranges"));
        Assert.False(answer.Headers.ETag!.IsWeak);
    }

    [Fact]
    public async Task Head_answers_like_get_without_the_bytes()
    {
        var url = await _api.UploadedUrlAsync(Picture);
        var get = await _anyone.GetAsync(url);
        var head = await _anyone.SendAsync(new(HttpMethod.Head, url));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(Picture.Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        foreach (var name in new[] { "Cache-Control", "Content-Type", "Content-Length", "ETag", "Accept-Ranges",
            "Content-Disposition" })
        {
            Assert.Equal(Header(get, name), Header(head, name));
        }
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=5-9", 5, 5)]
    [InlineData("bytes=100-", 100, -1)]
    [InlineData("bytes=100-99999999", 100, -1)]
    [InlineData("bytes=0-", 0, -1)]
    [InlineData("bytes=-10", -10, 10)]
    [InlineData("bytes=-99999999", 0, -1)]
    public async Task One_range_is_answered_with_that_part(string range, int from, int length)
    {
        var start = from < 0 ? Picture.Length + from : from;
        var expected = length < 0 ? Picture[start..] : Picture[start..(start + length)];
        var answer = await GetAsync(await _api.UploadedUrlAsync(Picture), ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {start}-{start + expected.Length - 1}/{Picture.Length}", Header(answer, "Content-Range"));
        Assert.Equal(expected.Length, answer.Content.Headers.ContentLength);
        Assert.Equal(expected, await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task A_range_outside_of_the_file_is_refused_with_the_length(string range)
    {
        var answer = await GetAsync(await _api.UploadedUrlAsync(Picture), ("Range", range));
        await answer.IsProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "range_not_satisfiable");
        Assert.Equal($"bytes */{Picture.Length}", Header(answer, "Content-Range"));
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=9-5")]
    [InlineData("bytes=x-y")]
    [InlineData("bytes=")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=99999999999999999999-")]
    public async Task Several_ranges_and_malformed_ones_get_the_whole(string range)
    {
        var answer = await GetAsync(await _api.UploadedUrlAsync(Picture), ("Range", range));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Picture, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_range_of_another_version_gets_the_whole()
    {
        var url = await _api.UploadedUrlAsync(Picture);
        var tag = (await _anyone.GetAsync(url)).Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.PartialContent,
            (await GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", tag))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", "\"another\""))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", "W/" + tag))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", tag.Trim('"')))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await GetAsync(url, ("Range", "bytes=0-3"), ("If-Range", "Thu, 01 Jan 2099 00:00:00 GMT"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await GetAsync(url, ("Range", "bytes=99999999-"), ("If-Range", "\"another\""))).StatusCode);
    }

    [Fact]
    public async Task A_version_that_the_client_has_is_not_sent_again()
    {
        var url = await _api.UploadedUrlAsync(Picture);
        var tag = (await _anyone.GetAsync(url)).Headers.ETag!.ToString();
        foreach (var known in new[] { tag, $"\"other\", {tag}", "W/" + tag, "*" })
        {
            var answer = await GetAsync(url, ("If-None-Match", known), ("Range", "bytes=0-3"));
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Equal(tag, answer.Headers.ETag!.ToString());
            Assert.NotEqual("", Header(answer, "Cache-Control"));
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, ("If-None-Match", "\"other\""))).StatusCode);
    }

    [Fact]
    public async Task An_escaped_slash_in_a_key_is_a_slash()
    {
        var key = MediaUrl.ToKey(await _api.UploadedUrlAsync(Picture))!;
        Assert.Equal(Picture,
            await _anyone.GetByteArrayAsync("/api/media/" + key.Replace("/", "%2F", StringComparison.Ordinal)));
        Assert.Equal(Picture,
            await _anyone.GetByteArrayAsync("/api/media/" + key.Replace("/", "%2f", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("upload")]
    [InlineData("reels/")]
    [InlineData("reels/abc.jpg")]
    [InlineData("reels/%2e%2e/%2e%2e%2fetc%2fpasswd")]
    [InlineData("reels/%2e%2e%2f%2e%2e%2fsecrets%2froot.key")]
    [InlineData("%252e%252e%252fsecrets")]
    [InlineData("requests/0123456789abcdef0123456789abcdef")]
    [InlineData(".incoming/x")]
    [InlineData("reels/%5c..%5c..%5cx")]
    [InlineData("reels/%C0%AE%C0%AE/x.jpg")]
    public async Task A_malformed_key_is_not_found(string key)
    {
        var answer = await _anyone.GetAsync("/api/media/" + key);
        await answer.IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        Assert.Equal(HttpStatusCode.NotFound,
            (await _anyone.SendAsync(new(HttpMethod.Head, "/api/media/" + key))).StatusCode);
    }

    [Fact]
    public async Task A_key_with_another_extension_or_folder_is_not_found()
    {
        var url = await _api.UploadedUrlAsync(Picture);
        foreach (var other in new[] { url.Replace(".jpg", ".png", StringComparison.Ordinal),
            url.Replace("reels", "avatars", StringComparison.Ordinal), url + "/", url + "x", url[..^5] + ".jpg" })
        {
            await (await _anyone.GetAsync(other)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        }
    }

    [Fact]
    public async Task Erased_bytes_are_not_found_by_any_kind_of_request()
    {
        var url = await _api.UploadedUrlAsync(Picture);
        var tag = (await _anyone.GetAsync(url)).Headers.ETag!.ToString();
        await _api.EraseAsync(url);
        await (await _anyone.GetAsync(url)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        await (await GetAsync(url, ("If-None-Match", tag))).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        await (await GetAsync(url, ("Range", "bytes=0-3"))).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        await (await GetAsync(url, ("Range", "bytes=99999999-"))).IsProblemAsync(HttpStatusCode.NotFound,
            "media_not_found");
        Assert.Equal(HttpStatusCode.NotFound, (await _anyone.SendAsync(new(HttpMethod.Head, url))).StatusCode);
    }

    [Fact]
    public async Task Reading_ignores_the_authorization_header()
    {
        var url = await _api.UploadedUrlAsync(Picture);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, ("Authorization", "Bearer nonsense"))).StatusCode);
    }

    [Fact]
    public async Task Pages_of_any_origin_may_read()
    {
        var answer = await GetAsync(await _api.UploadedUrlAsync(Picture), ("Origin", "https://somewhere.example"));
        Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
        Assert.Contains("Content-Range", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Media_allow_no_other_method()
    {
        var answer = await _anyone.DeleteAsync(await _api.UploadedUrlAsync(Picture));
        await answer.IsProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Contains("GET", answer.Content.Headers.Allow);
    }

    private async Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _anyone.SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : "";
}
