using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedFollowRecoveryTests(EmbeddedStoresFixture embedded) : FollowRecoveryConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IFollowStore Store => embedded.Stores.Follows;
}
