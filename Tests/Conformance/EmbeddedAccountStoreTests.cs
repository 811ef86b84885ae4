using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedAccountStoreTests(EmbeddedStoresFixture embedded) : AccountStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IAccountStore Store => embedded.Stores.Accounts;

    protected override IProfileStore Profiles => embedded.Stores.Profiles;
}
