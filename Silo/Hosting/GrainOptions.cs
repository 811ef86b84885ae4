using Reels.Grains.Accounts;
using Reels.Grains.Caching;
using Reels.Grains.FanOut;
using Reels.Grains.Jobs;
using Reels.Grains.Timelines;
using Reels.Grains.Users;
using Reels.Hosting;

namespace Reels.Silo.Hosting;

/// <summary>Binds the options of the grains to settings, and refuses invalid values at the start.</summary>
internal static class GrainOptions
{
    public static IServiceCollection AddGrainOptions(this IServiceCollection services) => services
        .AddValidatedOptions<FanOutOptions>(FanOutOptions.Section)
        .AddValidatedOptions<LeaseOptions>(LeaseOptions.Section)
        .AddValidatedOptions<TimelineOptions>(TimelineOptions.Section)
        .AddValidatedOptions<FollowOptions>(FollowOptions.Section)
        .AddValidatedOptions<CacheOptions>(CacheOptions.Section)
        .AddValidatedOptions<PasswordHashingOptions>(PasswordHashingOptions.Section);
}
