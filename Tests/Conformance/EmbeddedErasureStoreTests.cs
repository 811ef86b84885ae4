using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedErasureStoreTests(EmbeddedStoresFixture embedded) : ErasureStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IErasureStore Store => embedded.Stores.Erasures;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;

    protected override IProfileStore Profiles => embedded.Stores.Profiles;

    protected override ISessionStore Sessions => embedded.Stores.Sessions;

    protected override IRevocationStore Revocations => embedded.Stores.Revocations;

    protected override IMediaErasureStore Media => embedded.Stores.MediaErasures;
}
