using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedCommentThreadTests(EmbeddedStoresFixture embedded) : CommentThreadConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override ICommentStore Store => embedded.Stores.Comments;
}
