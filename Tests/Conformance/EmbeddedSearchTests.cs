using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedSearchTests(EmbeddedStoresFixture embedded) : SearchConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IProfileStore Store => embedded.Stores.Profiles;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;
}
