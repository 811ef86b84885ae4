using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Grains.Accounts;
using Reels.Grains.Announcements;
using Reels.Grains.Caching;
using Reels.Grains.Erasure;
using Reels.Grains.FanOut;
using Reels.Grains.Feeds;
using Reels.Grains.Housekeeping;
using Reels.Grains.Jobs;
using Reels.Grains.Recovery;
using Reels.Grains.Timelines;
using Reels.Grains.Users;
using Reels.Grains.Views;

namespace Reels.Grains.Hosting;

/// <summary>
/// Registers the services that the grains of a silo share. They need the stores, the product's clock and the options of
/// each feature.
/// </summary>
public static class ReelsGrains
{
    public static ISiloBuilder AddReelsGrains(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddViews().AddAccounts().AddUsers().AddTimelines().AddFanOut();
        silo.Services.TryAddSingleton<ErasureStores>();
        return silo.AddGrainService<TimelineRelay>().AddGrainService<RecoveryService>();
    }

    /// <summary>Removes expired rows. The silo needs a table of reminders.</summary>
    public static ISiloBuilder AddHousekeeping(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddSingleton<ExpiredRows>();
        silo.Services.AddHostedService<HousekeepingSchedule>();
        return silo;
    }

    internal static IServiceCollection AddViews(this IServiceCollection services)
    {
        services.TryAddSingleton<CacheClock>();
        services.TryAddSingleton<AnnouncedValues>();
        services.TryAddSingleton<PeopleViews>();
        services.TryAddSingleton<LikeViews>();
        services.TryAddSingleton<ReelActivities>();
        services.TryAddSingleton<ReelViews>();
        return services;
    }

    internal static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<PasswordHashing>();
        return services;
    }

    internal static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.TryAddSingleton<Leases>();
        services.TryAddSingleton<UserStores>();
        services.TryAddSingleton<TimelineRelays>();
        services.TryAddSingleton<Announcer>();
        return services;
    }

    private static IServiceCollection AddTimelines(this IServiceCollection services)
    {
        services.TryAddSingleton<AuthorReelsCache>();
        services.TryAddSingleton<AwakeTimelines>();
        services.TryAddSingleton<TimelineLoader>();
        services.TryAddSingleton<AnnouncementReceiver>();
        return services;
    }

    private static IServiceCollection AddFanOut(this IServiceCollection services)
    {
        services.TryAddSingleton<FanOutStores>();
        services.TryAddSingleton<DeferredLog>();
        return services.AddHostedService(provider => provider.GetRequiredService<Announcer>())
            .AddHostedService<AnnouncementPoll>();
    }
}
