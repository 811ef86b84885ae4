using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedReferenceStoreTests(EmbeddedStoresFixture embedded) : ReferenceStoreConformance, IClassFixture<EmbeddedStoresFixture>
{
    protected override IReelStore Reels => embedded.Stores.Reels;

    protected override IStoryStore Stories => embedded.Stores.Stories;

    protected override IMediaErasureStore Erasures => embedded.Stores.MediaErasures;
}
