using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>From upload to erasure through the whole product.</summary>
public sealed class MediaLifecycleTests(MediaLifecycleTests.App app) : IClassFixture<MediaLifecycleTests.App>
{
    [Fact]
    public async Task Bytes_go_with_the_last_reel_that_shows_them()
    {
        var mia = await app.SignUp();
        var url = await mia.Upload();
        var (first, second) = (await Post(mia, url), await Post(mia, url));
        await mia.Delete("/api/reels/" + first);
        Assert.Equal(HttpStatusCode.OK, await Status(url));
        await mia.Delete("/api/reels/" + second);
        Assert.Equal(HttpStatusCode.NotFound, await Status(url));
        await (await mia.Post("/api/reels", new { mediaUrl = url })).IsProblem(HttpStatusCode.BadRequest, "invalid_media");
    }

    [Fact]
    public async Task A_cover_goes_with_its_reel()
    {
        var mia = await app.SignUp();
        var (picture, cover) = (await mia.Upload(), await mia.Upload());
        var reel = (await (await mia.Post("/api/reels", new { mediaUrl = picture, coverUrl = cover })).IsCreated()).GetProperty("id").GetString();
        await mia.Delete("/api/reels/" + reel);
        Assert.Equal(HttpStatusCode.NotFound, await Status(picture));
        Assert.Equal(HttpStatusCode.NotFound, await Status(cover));
    }

    [Fact]
    public async Task Only_ones_own_uploads_of_the_right_kind_can_be_posted()
    {
        var (mia, ben) = (await app.SignUp(), await app.SignUp());
        var mine = await mia.Upload();
        foreach (var url in new[] { await ben.Upload(), await mia.Upload("story"), await mia.Upload("avatar"), mine.Replace(".png", ".jpg", StringComparison.Ordinal), "http://localhost" + mine, "/api/media/reels/x.jpg" })
        {
            await (await mia.Post("/api/reels", new { mediaUrl = url })).IsProblem(HttpStatusCode.BadRequest, "invalid_media");
        }
    }

    [Fact]
    public async Task A_former_avatar_is_erased_at_once()
    {
        var mia = await app.SignUp();
        var former = await mia.Upload("avatar");
        await mia.Post("/api/users", new { avatar = former });
        Assert.Equal(HttpStatusCode.OK, await Status(former));
        var next = await mia.Upload("avatar");
        await mia.Post("/api/users", new { avatar = next });
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await Status(former), await Status(next)));
        await mia.Post("/api/users", new { avatar = (string?)null });
        Assert.Equal(HttpStatusCode.NotFound, await Status(next));
    }

    [Fact]
    public async Task Only_uploads_that_nobody_used_are_swept()
    {
        var mia = await app.SignUp();
        var (used, cover, avatar, unused) = (await mia.Upload(), await mia.Upload(), await mia.Upload("avatar"), await mia.Upload());
        await (await mia.Post("/api/reels", new { mediaUrl = used, coverUrl = cover })).IsCreated();
        await mia.Post("/api/users", new { avatar });
        app.Clock.Advance(TimeSpan.FromHours(25.1));
        await Until.True(async () =>
        {
            app.Clock.Advance(TimeSpan.FromMinutes(10));
            return await Status(unused) == HttpStatusCode.NotFound;
        });

        foreach (var url in new[] { used, cover, avatar }) Assert.Equal(HttpStatusCode.OK, await Status(url));
    }

    [Fact]
    public async Task A_storys_bytes_are_seen_until_it_expires()
    {
        var mia = await app.SignUp();
        var url = await mia.Upload("story");
        app.Clock.Advance(TimeSpan.FromHours(23));
        var late = await app.SignUp(); // tokens of yesterday have expired
        Assert.Equal(HttpStatusCode.OK, await Status(url));
        var own = await late.Upload("story");
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await (await late.Post("/api/stories", new { mediaUrl = own })).IsCreated();
        app.Clock.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(HttpStatusCode.NotFound, await Status(url));
        Assert.Equal(HttpStatusCode.OK, await Status(own));
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.NotFound, await Status(own));
    }

    private async Task<HttpStatusCode> Status(string url) => (await app.Client.GetAsync(url)).StatusCode;

    private static async Task<string?> Post(Member member, string url) =>
        (await (await member.Post("/api/reels", new { mediaUrl = url })).IsCreated()).GetProperty("id").GetString();

    public sealed class App : ReelsApp
    {
        public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

        protected override TimeProvider Time => Clock;

        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Auth:AccessTokenLifetime"] = "12:00:00" };
    }
}
