using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Reels.Grains.Comments;
using Reels.Grains.Likes;
using Reels.Grains.Reels;
using Reels.Grains.Users;

namespace Reels.Grains.Caching;

public static class CachingServices
{
    /// <summary>Adds this silo's caches and the readers over them. They need the ports of stores, the product's clock and <see cref="CacheOptions"/>.</summary>
    public static IServiceCollection AddReelsCaching(this IServiceCollection services)
    {
        services.TryAddSingleton<CacheClock>();
        services.TryAddSingleton<PeopleViews>();
        services.TryAddSingleton<LikeViews>();
        services.TryAddSingleton<CommentViews>();
        services.TryAddSingleton<ReelViews>();
        return services;
    }
}
