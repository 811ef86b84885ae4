using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedRevocationStoreTests(EmbeddedStoresFixture embedded) : RevocationStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IRevocationStore Store => embedded.Stores.Revocations;

    protected override ISessionStore Sessions => embedded.Stores.Sessions;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;
}
