using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.FanOut;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Timelines;

namespace Reels.Grains.Users;

/// <summary>What user grains read and write: one of each for a silo.</summary>
public sealed record UserStores(
    IProfileStore Profiles,
    IFollowStore Follows,
    IBlockStore Blocks,
    IReelStore Reels,
    ITimelineStore Timelines,
    IStoryStore Stories,
    PeopleViews People,
    CacheClock CacheClock,
    IOptions<TimelineOptions> Timeline,
    IOptions<FanOutOptions> FanOut,
    [FromKeyedServices(Clock.Key)] TimeProvider Time)
{
    /// <summary>Until when a pending edge that is written now is left to its writer, UTC.</summary>
    public DateTimeOffset LeaseUntil() => Time.Now() + FanOut.Value.Lease;

    /// <summary>The profile as it is stored now; null where there is no such person.</summary>
    public async ValueTask<StoredProfile?> FindProfileAsync(string userId, CancellationToken cancellationToken) =>
        await Profiles.GetManyAsync([userId], cancellationToken) is [var profile] ? profile : null;
}
