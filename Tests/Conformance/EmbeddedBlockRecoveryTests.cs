using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedBlockRecoveryTests(EmbeddedStoresFixture embedded) : BlockRecoveryConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IBlockStore Store => embedded.Stores.Blocks;
}
