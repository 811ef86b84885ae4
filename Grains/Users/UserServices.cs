using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Grains.FanOut;
using Reels.Grains.Timelines;

namespace Reels.Grains.Users;

public static class UserServices
{
    /// <summary>Adds what user grains need beside the ports of stores, the caches and the product's clock.</summary>
    public static IServiceCollection AddReelsUsers(this IServiceCollection services)
    {
        services.TryAddSingleton<UserStores>();
        services.TryAddSingleton<TimelineRelays>();
        services.TryAddSingleton<Announcer>();
        return services;
    }
}
