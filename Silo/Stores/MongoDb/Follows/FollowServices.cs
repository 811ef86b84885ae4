using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection.Follows;

namespace Reels.Silo.Stores.MongoDb.Follows;

internal static class FollowServices
{
    public static readonly MongoIndex[] Indexes = [.. FollowQueries.Indexes, .. FollowCountQueries.Indexes];

    public static IServiceCollection AddFollows(this IServiceCollection services) => services
        .AddSingleton<FollowerCounts>()
        .AddSingleton<FollowRecount>()
        .AddHostedService(provider => provider.GetRequiredService<FollowRecount>())
        .AddSingleton<IFollowTruth, MongoFollowStore>();
}
