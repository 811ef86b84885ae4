using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedBlockStoreTests(EmbeddedStoresFixture embedded) : BlockStoreConformance, IClassFixture<EmbeddedStoresFixture>
{
    protected override IBlockStore Store => embedded.Stores.Blocks;
}
