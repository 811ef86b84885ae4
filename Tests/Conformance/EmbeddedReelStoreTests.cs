using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedReelStoreTests(EmbeddedStoresFixture embedded) : ReelStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IReelStore Store => embedded.Stores.Reels;
}
