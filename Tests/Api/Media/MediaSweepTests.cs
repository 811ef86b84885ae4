using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Tests.Api.Secrets;
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
        var reel = await api.UploadedUrlAsync(Picture);
        await api.UploadedUrlAsync(Picture, "story");
        await api.UploadedUrlAsync(Picture, "avatar");
        api.Clock.Advance(TimeSpan.FromHours(26));
        api.References.Unavailable = [MediaKind.Reel];
        var failure = Assert.Single((await Sweeper(api).SweepAsync(CancellationToken.None)).Failures);
        Assert.Equal("reels", failure.Folder);
        Assert.IsType<StoreUnavailableException>(failure.Exception);

        // What another engine keeps the references of is swept.
        Assert.EndsWith(Path.GetFileName(Assert.Single(api.Files)), reel, StringComparison.Ordinal);
        api.References.Unavailable = [];
        await SweepAsync(api);
        Assert.Empty(api.Files);
    }

    [Fact]
    public async Task A_failed_sweep_is_repeated_automatically()
    {
        await using var api = await MediaApi.StartAsync();
        await api.UploadedUrlAsync(Picture);
        api.References.Unavailable = [MediaKind.Reel];
        api.Clock.Advance(TimeSpan.FromHours(26));
        await Until.TrueAsync(() => api.References.Asked.Times > 0);
        Assert.Single(api.Files);
        api.References.Unavailable = [];
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromMinutes(10));
            return api.Files.Length == 0;
        });
    }

    [Fact]
    public async Task A_replaced_engine_stops_the_sweep_of_its_kinds()
    {
        await using var api = await StartAsync();
        await SweepAsync(api);
        var own = api.References.Ids[MediaKind.Reel];
        var reel = await api.UploadedUrlAsync(Picture);
        await api.UploadedUrlAsync(Picture, "story");
        await api.UploadedUrlAsync(Picture, "avatar");
        await api.UploadedOnceAsync(Picture, "request");
        api.Clock.Advance(TimeSpan.FromHours(26));
        File.SetLastWriteTimeUtc(api.Requests.Single(), api.Clock.GetUtcNow().UtcDateTime.AddHours(-49));
        api.References.Ids[MediaKind.Reel] = "made-again";
        Assert.Equal([MediaKind.Reel], (await Sweeper(api).SweepAsync(CancellationToken.None)).Foreign);
        Assert.Equal(2, api.Files.Length);
        Assert.Contains(api.Files, file => reel.EndsWith(Path.GetFileName(file), StringComparison.Ordinal));
        Assert.Equal((2, 2), api.References.Asked);
        Assert.Empty(api.Requests);

        api.References.Ids[MediaKind.Reel] = own;
        await SweepAsync(api);
        Assert.Empty(api.Files);

        await api.UploadedUrlAsync(Picture);
        api.Clock.Advance(TimeSpan.FromHours(26));
        api.References.Ids[MediaKind.Reel] = "made-again";
        await Store(api).DeleteAsync(ReferencesMark.KeyOf(MediaKind.Reel), CancellationToken.None);
        await SweepAsync(api);
        Assert.Empty(api.Files);
    }

    [Fact]
    public async Task A_paused_folder_is_logged_while_others_are_swept()
    {
        using var log = new LogCapture();
        await using var api = await MediaApi.StartAsync(log: log);
        await Store(api).PutIfAbsentAsync(ReferencesMark.KeyOf(MediaKind.Reel), "another"u8.ToArray(), default);
        var reel = await api.UploadedUrlAsync(Picture);
        await api.UploadedUrlAsync(Picture, "story");
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromHours(26));
            return api.Files.Length == 1;
        });
        Assert.EndsWith(Path.GetFileName(api.Files.Single()), reel, StringComparison.Ordinal);
        await Until.TrueAsync(() => log.Lines.Any(line => line.Contains("delete references/reels from the media",
            StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_mark_of_an_earlier_version_holds_for_each_kind()
    {
        await using var api = await StartAsync();
        api.References.Ids[MediaKind.Reel] = "made-again";
        await Store(api).PutIfAbsentAsync("references/store",
            Encoding.ASCII.GetBytes(api.References.Ids[MediaKind.Story]), default);
        await api.UploadedUrlAsync(Picture);
        api.Clock.Advance(TimeSpan.FromHours(26));

        Assert.Equal([MediaKind.Reel], (await Sweeper(api).SweepAsync(CancellationToken.None)).Foreign);
        Assert.Single(api.Files);
        Assert.Null(await Store(api).FindAsync("references/store", default));

        // An operator confirms the new one, as of any version.
        await Store(api).DeleteAsync(ReferencesMark.KeyOf(MediaKind.Reel), default);
        await SweepAsync(api);
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

    private static async Task SweepAsync(MediaApi api)
    {
        var result = await Sweeper(api).SweepAsync(CancellationToken.None);
        Assert.Empty(result.Foreign);
        Assert.Empty(result.Failures);
    }

    private static IMediaStore Store(MediaApi api) => api.Services.GetRequiredService<IMediaStore>();

    private static MediaSweeper Sweeper(MediaApi api) => api.Services.GetRequiredService<MediaSweeper>();
}
