using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.FanOut;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Erasure;

/// <summary>Everything that may hold something of a person: one for a silo.</summary>
public sealed record ErasureStores(
    IErasureStore Erasures,
    IBlockStore Blocks,
    ICommentStore Comments,
    IOutbox Outbox,
    IExternalIdentityStore Identities,
    IFollowStore Follows,
    ILikeStore Likes,
    ICelebrityStore Celebrities,
    IReelStore Reels,
    IReportStore Reports,
    ISessionStore Sessions,
    IStoryStore Stories,
    ITimelineStore Timelines,
    IOptions<FanOutOptions> FanOut,
    [FromKeyedServices(Clock.Key)] TimeProvider Time)
{
    /// <summary>Until when an erasure that is under way now is left to whoever does it, UTC.</summary>
    public DateTimeOffset LeaseUntil() => Time.Now() + FanOut.Value.Lease;
}
