using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedEraseTests(EmbeddedStoresFixture embedded) : EraseConformance,
    IClassFixture<EmbeddedStoresFixture>
{
    protected override ILikeStore Likes => embedded.Stores.Likes;

    protected override ICommentStore Comments => embedded.Stores.Comments;

    protected override IFollowStore Follows => embedded.Stores.Follows;

    protected override IReelStore Reels => embedded.Stores.Reels;

    protected override IStoryStore Stories => embedded.Stores.Stories;

    protected override ITimelineStore Timelines => embedded.Stores.Timelines;

    protected override IOutbox Deliveries => embedded.Stores.Outbox;

    protected override ICelebrityStore Merged => embedded.Stores.Celebrities;

    protected override IMediaErasureStore Media => embedded.Stores.MediaErasures;

    protected override IAccountStore Accounts => embedded.Stores.Accounts;

    protected override IErasureStore Erasures => embedded.Stores.Erasures;
}
