using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Grains.Accounts;
using Reels.Grains.Caching;
using Reels.Grains.Erasure;
using Reels.Grains.FanOut;
using Reels.Grains.Housekeeping;
using Reels.Grains.Recovery;
using Reels.Grains.Timelines;
using Reels.Grains.Users;

namespace Reels.Grains;

public static class ReelsGrains
{
    /// <summary>Adds what the grains of a silo share. They need the ports of stores, the product's clock and the options of each feature.</summary>
    public static ISiloBuilder AddReelsGrains(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddReelsCaching();
        silo.Services.AddReelsAccounts();
        silo.Services.AddReelsUsers();
        silo.Services.TryAddSingleton<AuthorReelsCache>();
        silo.Services.TryAddSingleton<AwakeTimelines>();
        silo.Services.TryAddSingleton<TimelineLoader>();
        silo.Services.TryAddSingleton<AnnouncementReceiver>();
        silo.Services.TryAddSingleton<TimelineRelays>();
        silo.Services.TryAddSingleton<FanOutStores>();
        silo.Services.TryAddSingleton<DeferredLog>();
        silo.Services.TryAddSingleton<ErasureStores>();
        silo.Services.TryAddSingleton<Announcer>();
        silo.Services.AddHostedService(services => services.GetRequiredService<Announcer>());
        silo.Services.AddHostedService<HousekeepingService>();
        return silo.AddGrainService<TimelineRelay>().AddGrainService<RecoveryService>();
    }
}
