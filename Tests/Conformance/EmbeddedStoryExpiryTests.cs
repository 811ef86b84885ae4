using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedStoryExpiryTests(EmbeddedStoresFixture embedded) : StoryExpiryConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoryStore Store => embedded.Stores.Stories;

    protected override IMediaErasureStore Erasures => embedded.Stores.MediaErasures;
}
