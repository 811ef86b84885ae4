using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Users;

/// <summary>The stores and views of user grains. One per silo.</summary>
internal sealed record UserStores(
    IProfileStore Profiles,
    IFollowStore Follows,
    IBlockStore Blocks,
    IReelStore Reels,
    ITimelineStore Timelines,
    IStoryStore Stories,
    PeopleViews People,
    IOptions<FollowOptions> Options,
    Leases Leases,
    [FromKeyedServices(Clock.Key)] TimeProvider Time)
{
    /// <summary>The profile as it is stored now; null where there is no such user.</summary>
    public async ValueTask<StoredProfile?> FindProfileAsync(string userId, CancellationToken cancellationToken) =>
        await Profiles.GetManyAsync([userId], cancellationToken) is [var profile] ? profile : null;
}
