using Reels.Grains.Interfaces.Media;
using Reels.Silo.Stores.Embedded.Media;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedReferenceStoreTests(EmbeddedStoresFixture embedded)
    : ReferenceStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>
{
    [Fact]
    public async Task A_new_database_has_another_id()
    {
        using var other = new EmbeddedStoresFixture();
        Assert.NotEqual(await ReelMedia.GetIdAsync(default), await other.Stores.MediaReferences.GetIdAsync(default));
    }

    [Fact]
    public async Task Lost_keys_are_forgotten_in_bounded_steps_once_too_old()
    {
        var author = Some.User();
        foreach (var uploadedAt in Enumerable.Repeat(Some.LongAgo, 25).Append(Some.LongAgo.AddDays(1)))
        {
            var reel = Some.Reel(author, media: Some.Media(uploadedAt: uploadedAt));
            await Reels.PostAsync(reel, Some.LongAgo, Some.Now, default);
            await Reels.DeleteAsync(reel.Id, author, Some.Now, Some.Now, default);
        }

        Assert.Equal(25,
            await Paging.StepsAsync(10, limit => Reels.PurgeAsync(Some.LongAgo.AddDays(1), limit, default)));
        Assert.Equal(1, await embedded.Stores.Database.ReadAsync(
            session => session["SELECT count(*) FROM media_gone WHERE owner = $owner"].With("$owner", author).Number(),
            default));
    }

    protected override Task LeaveReferenceAsync(MediaItem media) => embedded.Stores.Database.WriteAsync(
        session => HolderOf(media.Kind).AddReference(session, media), default);

    private static MediaHolder HolderOf(MediaKind kind) => kind switch
    {
        MediaKind.Reel => MediaHolder.Reel(Some.Reel()),
        MediaKind.Story => MediaHolder.Story(Some.Id(), Some.User()),
        _ => MediaHolder.Avatar(Some.User()),
    };
}
