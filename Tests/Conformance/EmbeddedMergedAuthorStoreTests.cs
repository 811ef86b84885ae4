using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedMergedAuthorStoreTests(EmbeddedStoresFixture embedded) : MergedAuthorStoreConformance, IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override IMergedAuthorStore Store => embedded.Stores.MergedAuthors;
}
