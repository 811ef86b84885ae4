using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Api.Media;
using Reels.Grains.Interfaces.Accounts;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>Reads with a CDN in front of the bucket.</summary>
public sealed class MediaRedirectTests : IAsyncLifetime
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    private readonly HttpClient _anyone = new(new HttpClientHandler { AllowAutoRedirect = false });
    private MediaApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await MediaApi.StartAsync(new() { ["Media:PublicBaseUrl"] = "https://cdn.example/media/" });
        _anyone.BaseAddress = _api.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _anyone.Dispose();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("reel", "GET")]
    [InlineData("reel", "HEAD")]
    [InlineData("avatar", "GET")]
    public async Task Reels_and_avatars_are_read_from_the_CDN(string kind, string method)
    {
        var url = await _api.UploadedUrlAsync(Picture, kind);
        using var answer = await _anyone.SendAsync(new(new(method), url));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal("https://cdn.example/media/" + MediaUrl.ToKey(url), answer.Headers.Location!.OriginalString);
        Assert.Equal("public, max-age=60", string.Join(", ", answer.Headers.GetValues("Cache-Control")));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("cross-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Fact]
    public async Task Stories_are_never_read_from_the_CDN()
    {
        using var answer = await _anyone.GetAsync(await _api.UploadedUrlAsync(Picture, "story"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Deleted_media_are_not_found_before_the_CDN_is_named()
    {
        var (erased, ofDeleted) = (await _api.UploadedUrlAsync(Picture), await _api.UploadedUrlAsync(Picture));
        await _api.EraseAsync(erased);
        await (await _anyone.GetAsync(erased)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        _api.Services.GetRequiredService<Revocations>().Add(Revoked.User(MediaApi.Alice));
        await (await _anyone.GetAsync(ofDeleted)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
    }

    [Theory]
    [InlineData("cdn.example")]
    [InlineData("ftp://cdn.example")]
    [InlineData("https://cdn.example/?key=")]
    public async Task An_address_that_is_none_stops_the_start(string address) =>
        await Assert.ThrowsAsync<OptionsValidationException>(
            () => MediaApi.StartAsync(new() { ["Media:PublicBaseUrl"] = address }));
}
