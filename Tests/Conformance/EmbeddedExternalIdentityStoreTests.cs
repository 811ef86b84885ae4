using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedExternalIdentityStoreTests(
    EmbeddedStoresFixture embedded) : ExternalIdentityStoreConformance, IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IExternalIdentityStore Store => embedded.Stores.ExternalIdentities;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;

    protected override IProfileStore Profiles => embedded.Stores.Profiles;

    protected override IErasureStore Erasures => embedded.Stores.Erasures;
}
