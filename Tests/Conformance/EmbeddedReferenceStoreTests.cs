using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedReferenceStoreTests(EmbeddedStoresFixture embedded) : ReferenceStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IReelStore Reels => embedded.Stores.Reels;

    protected override IStoryStore Stories => embedded.Stores.Stories;

    protected override IMediaErasureStore Erasures => embedded.Stores.MediaErasures;

    [Fact]
    public async Task A_database_made_anew_has_another_id()
    {
        using var other = new EmbeddedStoresFixture();
        Assert.NotEqual(await Erasures.GetIdAsync(default), await other.Stores.MediaErasures.GetIdAsync(default));
    }
}
