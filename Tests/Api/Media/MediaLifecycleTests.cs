using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>Media from upload to erasure, through the whole product.</summary>
public class MediaLifecycleTests(MediaLifecycleTests.App app) : IClassFixture<MediaLifecycleTests.App>
{
    [Fact]
    public async Task Bytes_are_deleted_with_the_last_reel_that_uses_them()
    {
        var mia = await app.SignUpAsync();
        var url = await mia.UploadAsync();
        var (first, second) = (await PostAsync(mia, url), await PostAsync(mia, url));
        await mia.DeleteAsync("/api/reels/" + first);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
        await mia.DeleteAsync("/api/reels/" + second);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(url));
        await (await mia.PostAsync("/api/reels", new { mediaUrl = url })).IsProblemAsync(HttpStatusCode.BadRequest,
            "invalid_media");
    }

    [Fact]
    public async Task A_cover_is_deleted_with_its_reel()
    {
        var mia = await app.SignUpAsync();
        var (picture, cover) = (await mia.UploadAsync(), await mia.UploadAsync());
        var reel = (await (await mia.PostAsync("/api/reels",
            new { mediaUrl = picture, coverUrl = cover })).IsCreatedAsync()).GetProperty("id").GetString();
        await mia.DeleteAsync("/api/reels/" + reel);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(picture));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(cover));
    }

    [Fact]
    public async Task Only_own_uploads_of_the_right_kind_can_be_posted()
    {
        var (mia, ben) = (await app.SignUpAsync(), await app.SignUpAsync());
        var mine = await mia.UploadAsync();
        foreach (var url in new[] { await ben.UploadAsync(), await mia.UploadAsync("story"),
            await mia.UploadAsync("avatar"), mine.Replace(".png", ".jpg", StringComparison.Ordinal),
            "http://localhost" + mine, "/api/media/reels/x.jpg" })
        {
            await (await mia.PostAsync("/api/reels", new { mediaUrl = url })).IsProblemAsync(HttpStatusCode.BadRequest,
                "invalid_media");
        }
    }

    [Fact]
    public async Task A_replaced_avatar_is_erased_immediately()
    {
        var mia = await app.SignUpAsync();
        var former = await mia.UploadAsync("avatar");
        await mia.PostAsync("/api/users", new { avatar = former });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(former));
        var next = await mia.UploadAsync("avatar");
        await mia.PostAsync("/api/users", new { avatar = next });
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK),
            (await StatusAsync(former), await StatusAsync(next)));
        await mia.PostAsync("/api/users", new { avatar = "" });
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(next));
    }

    [Fact]
    public async Task Only_unused_uploads_are_swept()
    {
        var mia = await app.SignUpAsync();
        var (used, cover, avatar, unused) = (await mia.UploadAsync(), await mia.UploadAsync(),
            await mia.UploadAsync("avatar"), await mia.UploadAsync());
        await (await mia.PostAsync("/api/reels", new { mediaUrl = used, coverUrl = cover })).IsCreatedAsync();
        await mia.PostAsync("/api/users", new { avatar });
        app.Clock.Advance(TimeSpan.FromHours(25.1));
        await Until.TrueAsync(async () =>
        {
            app.Clock.Advance(TimeSpan.FromMinutes(10));
            return await StatusAsync(unused) == HttpStatusCode.NotFound;
        });

        foreach (var url in new[] { used, cover, avatar })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
    }

    [Fact]
    public async Task The_bytes_of_a_story_are_readable_until_it_expires()
    {
        var mia = await app.SignUpAsync();
        var url = await mia.UploadAsync("story");
        app.Clock.Advance(TimeSpan.FromHours(23));
        var late = await app.SignUpAsync(); // yesterday's tokens have expired
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(url));
        var own = await late.UploadAsync("story");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await (await late.PostAsync("/api/stories", new { mediaUrl = own })).IsCreatedAsync();
        app.Clock.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(url));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(own));
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(own));
    }

    private async Task<HttpStatusCode> StatusAsync(string url) => (await app.Client.GetAsync(url)).StatusCode;

    private static async Task<string?> PostAsync(Member member, string url) =>
        (await (await member.PostAsync("/api/reels", new { mediaUrl = url })).IsCreatedAsync()).GetProperty("id")
            .GetString();

    public class App : ReelsApp
    {
        public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

        protected override TimeProvider Time => Clock;

        protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?> { ["Auth:AccessTokenLifetime"] = "12:00:00" };
    }
}
