using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Reels.Api.Auth;
using Reels.Api.Media;
using Reels.Grains.Interfaces.Accounts;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaDeletedOwnerTests
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    [Fact]
    public async Task Unused_uploads_and_requests_of_a_deleted_user_are_erased()
    {
        await using var api = await MediaApi.StartAsync();
        await api.UploadedOnceAsync(Picture, "hers");
        var hers = await api.UploadedUrlAsync(Picture, "avatar");
        using var bob = api.ClientOf(MediaApi.Bob);
        using var content = new ByteArrayContent(Picture);
        content.Headers.Add("Idempotency-Key", "his");
        using var uploaded = await bob.PostAsync("/api/media/upload?kind=reel", content,
            TestContext.Current.CancellationToken);
        Assert.Equal((3, 2), (api.Files.Length, api.Requests.Length));

        api.References.DeletedOwners[MediaApi.Alice] = true;
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            return api.References.DeletedOwners.IsEmpty;
        });

        var left = Assert.Single(api.Files);
        Assert.EndsWith(Path.GetFileName(left), uploaded.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(left),
            await File.ReadAllTextAsync(Assert.Single(api.Requests), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound,
            (await api.Client.GetAsync(hers, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task An_upload_that_ends_after_its_owners_deletion_is_discarded()
    {
        await using var api = await MediaApi.StartAsync();
        using var rest = new SemaphoreSlim(0);
        using var content = new HeldBack(Picture, rest);
        var uploading = api.Client.PostAsync("/api/media/upload?kind=reel", content,
            TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => api.Files.Length > 0);
        api.Services.GetRequiredService<Revocations>().Add(Revoked.User(MediaApi.Alice));
        rest.Release();

        using var answer = await uploading;
        await answer.IsProblemAsync(HttpStatusCode.Unauthorized, "session_ended");
        Assert.Empty(api.Files);
    }

    [Fact]
    public void Keys_of_a_time_sort_after_its_lower_bound()
    {
        var keys = new MediaKeys(new byte[32]);
        var at = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var (before, after) = (Mint(at.AddMilliseconds(-1)), Mint(at));

        Assert.True(string.CompareOrdinal(before, MediaKeys.FirstOf("reels", at)) < 0);
        Assert.True(string.CompareOrdinal(after, MediaKeys.FirstOf("reels", at)) > 0);

        string Mint(DateTimeOffset time) =>
            keys.Mint(MediaApi.Alice, Reels.Grains.Interfaces.Media.MediaKind.Reel, new(MediaFormat.Jpeg), 1, time).Key;
    }

    /// <summary>Sends all bytes but the last one, and that one when the test releases it.</summary>
    private sealed class HeldBack(byte[] bytes, SemaphoreSlim rest) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length - 1));
            await stream.FlushAsync();
            await rest.WaitAsync();
            await stream.WriteAsync(bytes.AsMemory(bytes.Length - 1));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
