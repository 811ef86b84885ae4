using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedCommentStoreTests(EmbeddedStoresFixture embedded) : CommentStoreConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override IStoreEngine Engine => embedded;

    protected override ICommentStore Store => embedded.Stores.Comments;
}
