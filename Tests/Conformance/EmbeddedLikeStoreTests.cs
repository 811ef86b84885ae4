using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedLikeStoreTests(EmbeddedStoresFixture embedded) : LikeStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override ILikeStore Store => embedded.Stores.Likes;
}
