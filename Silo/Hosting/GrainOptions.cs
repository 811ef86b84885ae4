using Reels.Grains.Accounts;
using Reels.Grains.Caching;
using Reels.Grains.FanOut;
using Reels.Grains.Jobs;
using Reels.Grains.Timelines;
using Reels.Grains.Users;

namespace Reels.Silo.Hosting;

/// <summary>Binds the options of the grains' features to settings, and refuses bad ones at the start.</summary>
internal static class GrainOptions
{
    public static IServiceCollection AddGrainOptions(this IServiceCollection services) => services
        .AddOptions<FanOutOptions>(FanOutOptions.Section)
        .AddOptions<LeaseOptions>(LeaseOptions.Section)
        .AddOptions<TimelineOptions>(TimelineOptions.Section)
        .AddOptions<FollowOptions>(FollowOptions.Section)
        .AddOptions<CacheOptions>(CacheOptions.Section)
        .AddOptions<PasswordHashingOptions>(PasswordHashingOptions.Section);

    private static IServiceCollection AddOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        OptionsServiceCollectionExtensions.AddOptions<TOptions>(services).BindConfiguration(section)
            .ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
