using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedFollowStoreTests(EmbeddedStoresFixture embedded) : FollowStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IFollowStore Store => embedded.Stores.Follows;
}
