using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedCelebrityStoreTests(EmbeddedStoresFixture embedded) : CelebrityStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override ICelebrityStore Store => embedded.Stores.Celebrities;
}
