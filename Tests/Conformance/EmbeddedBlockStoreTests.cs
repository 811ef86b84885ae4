using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedBlockStoreTests(EmbeddedStoresFixture embedded) : BlockStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IBlockStore Store => embedded.Stores.Blocks;
}
