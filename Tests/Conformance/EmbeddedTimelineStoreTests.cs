using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedTimelineStoreTests(EmbeddedStoresFixture embedded) : TimelineStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override ITimelineStore Store => embedded.Stores.Timelines;
}
