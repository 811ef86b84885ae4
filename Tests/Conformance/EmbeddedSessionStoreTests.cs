using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedSessionStoreTests(EmbeddedStoresFixture embedded) : SessionStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override ISessionStore Store => embedded.Stores.Sessions;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;
}
