using System.Net;
using Reels.Api.Media;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaStoryTests : IAsyncLifetime
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    private MediaApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await MediaApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_story_upload_without_a_story_is_readable_for_a_day()
    {
        var url = await _api.UploadedUrlAsync(Picture, "story");
        Assert.Equal("public, max-age=3600", await CachingAsync(url));
        _api.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10));
        Assert.Equal("public, max-age=600", await CachingAsync(url));
        _api.Clock.Advance(TimeSpan.FromMinutes(10));
        await (await _api.Client.GetAsync(url)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
    }

    [Fact]
    public async Task A_story_is_readable_until_it_expires()
    {
        var url = await _api.UploadedUrlAsync(Picture, "story");
        _api.References.Stories[MediaUrl.ToKey(url)!] = _api.Clock.GetUtcNow().AddHours(30);
        _api.Clock.Advance(TimeSpan.FromHours(26));
        Assert.Equal("public, max-age=3600", await CachingAsync(url));
        _api.Clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        Assert.Equal("public, max-age=1", await CachingAsync(url));
        _api.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await _api.Client.GetAsync(url)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
    }

    private async Task<string?> CachingAsync(string url) =>
        (await _api.Client.GetAsync(url)).Headers.CacheControl?.ToString();
}
