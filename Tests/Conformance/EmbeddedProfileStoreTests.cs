using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedProfileStoreTests(EmbeddedStoresFixture embedded) : ProfileStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IProfileStore Store => embedded.Stores.Profiles;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;

    protected override IReelStore Reels => embedded.Stores.Reels;

    protected override IMediaErasureStore Erasures => embedded.Stores.MediaErasures;
}
