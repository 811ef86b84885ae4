using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;

namespace Reels.Grains.Erasure;

/// <summary>Every store with data of a user. One per silo.</summary>
internal sealed record ErasureStores(
    IErasureStore Erasures,
    IBlockStore Blocks,
    ICommentStore Comments,
    IOutbox Outbox,
    IExternalIdentityStore Identities,
    IFollowStore Follows,
    ILikeStore Likes,
    ICelebrityStore Celebrities,
    IMediaErasureStore MediaErasures,
    IReelStore Reels,
    IReportStore Reports,
    ISessionStore Sessions,
    IStoryStore Stories,
    ITimelineStore Timelines,
    Leases Leases,
    [FromKeyedServices(Clock.Key)] TimeProvider Time);
