using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedOutboxTests(EmbeddedStoresFixture embedded) : OutboxConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IOutbox Log => embedded.Stores.Outbox;

    protected override IReelStore Reels => embedded.Stores.Reels;
}
