using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedDeliveryLogTests(EmbeddedStoresFixture embedded) : DeliveryLogConformance, IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IDeliveryLog Log => embedded.Stores.Deliveries;

    protected override IReelStore Reels => embedded.Stores.Reels;
}
