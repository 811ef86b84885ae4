using Reels.Grains.Accounts;
using Reels.Grains.Caching;
using Reels.Grains.FanOut;
using Reels.Grains.Timelines;

namespace Reels.Silo.Hosting;

/// <summary>Binds the options of the grains' features to settings, and refuses bad ones at the start.</summary>
internal static class GrainOptions
{
    public static IServiceCollection AddGrainOptions(this IServiceCollection services) => services
        .AddOptions<FanOutOptions>("FanOut")
        .AddOptions<TimelineOptions>("Timeline")
        .AddOptions<CacheOptions>(CacheOptions.Section)
        .AddOptions<PasswordHashingOptions>("Auth");

    private static IServiceCollection AddOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        OptionsServiceCollectionExtensions.AddOptions<TOptions>(services).BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
