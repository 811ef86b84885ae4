using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Grains.Interfaces;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaSweepTests
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    [Theory]
    [InlineData("reel")]
    [InlineData("story")]
    [InlineData("avatar")]
    public async Task An_unused_upload_is_deleted_after_25_hours(string kind)
    {
        await using var api = await StartAsync();
        var url = await api.UploadedUrlAsync(Picture, kind);
        api.Clock.Advance(TimeSpan.FromHours(25));
        await SweepAsync(api);
        Assert.Single(api.Files);
        api.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await SweepAsync(api);
        Assert.Empty(api.Files);
        await (await api.Client.GetAsync(url)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
    }

    [Fact]
    public async Task A_used_upload_is_kept_and_queried_once()
    {
        await using var api = await StartAsync(batch: 2);
        var used = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await api.UploadedUrlAsync(Picture);
            used.Add(await api.UploadedUrlAsync(Picture));
            api.References.Used[MediaUrl.ToKey(used[^1])!] = true;
        }

        api.Clock.Advance(TimeSpan.FromHours(26));
        var young = await api.UploadedUrlAsync(Picture);
        await SweepAsync(api);
        await SweepAsync(api);
        Assert.Equal((5, 10), api.References.Asked);
        Assert.Equal(6, api.Files.Length);
        foreach (var url in used.Append(young))
            Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_deleted_while_references_cannot_be_read()
    {
        await using var api = await StartAsync();
        await api.UploadedUrlAsync(Picture);
        api.Clock.Advance(TimeSpan.FromHours(26));
        api.References.Unavailable = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SweepAsync(api));
        Assert.Single(api.Files);
        api.References.Unavailable = false;
        await SweepAsync(api);
        Assert.Empty(api.Files);
    }

    [Fact]
    public async Task A_failed_sweep_is_repeated_automatically()
    {
        await using var api = await MediaApi.StartAsync();
        await api.UploadedUrlAsync(Picture);
        api.References.Unavailable = true;
        api.Clock.Advance(TimeSpan.FromHours(26));
        await Until.TrueAsync(() => api.References.Asked.Times > 0);
        Assert.Single(api.Files);
        api.References.Unavailable = false;
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromMinutes(10));
            return api.Files.Length == 0;
        });
    }

    [Fact]
    public async Task A_replaced_database_stops_the_sweep_until_it_is_confirmed()
    {
        await using var api = await StartAsync();
        await SweepAsync(api);
        var own = api.References.Id;
        await api.UploadedUrlAsync(Picture);
        await api.UploadedOnceAsync(Picture, "request");
        api.Clock.Advance(TimeSpan.FromHours(26));
        File.SetLastWriteTimeUtc(api.Requests.Single(), api.Clock.GetUtcNow().UtcDateTime.AddHours(-49));
        api.References.Id = "made-anew";
        Assert.False(await Sweeper(api).SweepAsync(CancellationToken.None));
        Assert.Equal(2, api.Files.Length);
        Assert.Equal(0, api.References.Asked.Times);
        Assert.Empty(api.Requests);

        api.References.Id = own;
        Assert.True(await Sweeper(api).SweepAsync(CancellationToken.None));
        Assert.Empty(api.Files);

        await api.UploadedUrlAsync(Picture);
        api.Clock.Advance(TimeSpan.FromHours(26));
        api.References.Id = "made-anew";
        await api.Services.GetRequiredService<IMediaStore>().DeleteAsync(ReferencesMark.Key, CancellationToken.None);
        Assert.True(await Sweeper(api).SweepAsync(CancellationToken.None));
        Assert.Empty(api.Files);
    }

    [Fact]
    public async Task Two_nodes_may_sweep_concurrently()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync(sharing: one);
        for (var i = 0; i < 20; i++)
            await one.UploadedUrlAsync(Picture);
        one.Clock.Advance(TimeSpan.FromHours(26));
        await Task.WhenAll(Task.Run(() => SweepAsync(one)), Task.Run(() => SweepAsync(two)));
        Assert.Empty(one.Files);
    }

    [Fact]
    public async Task Files_without_a_valid_key_are_kept()
    {
        await using var api = await StartAsync();
        var file = Path.Combine(Path.GetDirectoryName((await StoredAsync(api)).Single())!, "000000stray.jpg");
        await File.WriteAllBytesAsync(file, Picture);
        api.Clock.Advance(TimeSpan.FromHours(26));
        await SweepAsync(api);
        Assert.Equal([file], api.Files);
    }

    [Fact]
    public async Task Records_of_requests_are_kept_for_two_days()
    {
        await using var api = await StartAsync();
        await api.UploadedOnceAsync(Picture, "old");
        await api.UploadedOnceAsync(Picture, "young");
        var (old, young) = (api.Requests[0], api.Requests[1]);
        File.SetLastWriteTimeUtc(old, api.Clock.GetUtcNow().UtcDateTime.AddHours(-48).AddSeconds(-1));
        File.SetLastWriteTimeUtc(young, api.Clock.GetUtcNow().UtcDateTime.AddHours(-48));
        await SweepAsync(api);
        Assert.Equal([young], api.Requests);
    }

    // Sweeps only when the test calls it.
    private static Task<MediaApi> StartAsync(int batch = 500, MediaApi? sharing = null) =>
        MediaApi.StartAsync(new() { ["Media:Sweep:Interval"] = "30.00:00:00", ["Media:Sweep:Batch"] = $"{batch}" },
            sharing);

    private static async Task<string[]> StoredAsync(MediaApi api)
    {
        await api.UploadedUrlAsync(Picture);
        return api.Files;
    }

    private static async Task SweepAsync(MediaApi api) =>
        Assert.True(await Sweeper(api).SweepAsync(CancellationToken.None));

    private static MediaSweeper Sweeper(MediaApi api) => api.Services.GetRequiredService<MediaSweeper>();
}
