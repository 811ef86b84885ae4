using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedStoryStoreTests(EmbeddedStoresFixture embedded) : StoryStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IStoryStore Store => embedded.Stores.Stories;
}
