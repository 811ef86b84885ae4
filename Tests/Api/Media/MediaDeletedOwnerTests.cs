using System.Net;
using Reels.Api.Media;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaDeletedOwnerTests
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    [Fact]
    public async Task What_a_deleted_user_had_not_used_goes_and_the_memory_of_their_requests()
    {
        await using var api = await MediaApi.Start();
        await api.UploadedOnce(Picture, "hers");
        var hers = await api.UploadedUrl(Picture, "avatar");
        using var bob = api.ClientOf(MediaApi.Bob);
        using var content = new ByteArrayContent(Picture);
        content.Headers.Add("Idempotency-Key", "his");
        using var uploaded = await bob.PostAsync("/api/media/upload?kind=reel", content, TestContext.Current.CancellationToken);
        Assert.Equal((3, 2), (api.Files.Length, api.Requests.Length));

        api.References.DeletedOwners[MediaApi.Alice] = true;
        await Until.True(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(1));
            return api.References.DeletedOwners.IsEmpty;
        });

        var left = Assert.Single(api.Files);
        Assert.EndsWith(Path.GetFileName(left), uploaded.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(left), await File.ReadAllTextAsync(Assert.Single(api.Requests), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await api.Client.GetAsync(hers, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public void Keys_of_a_time_begin_where_they_are_said_to()
    {
        var keys = new MediaKeys(new byte[32]);
        var at = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var (before, after) = (Mint(at.AddMilliseconds(-1)), Mint(at));

        Assert.True(string.CompareOrdinal(before, MediaKeys.FirstOf("reels", at)) < 0);
        Assert.True(string.CompareOrdinal(after, MediaKeys.FirstOf("reels", at)) > 0);

        string Mint(DateTimeOffset time) =>
            keys.Mint(MediaApi.Alice, Reels.Grains.Interfaces.Media.MediaKind.Reel, new(MediaFormat.Jpeg), 1, time).Key;
    }
}
