using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Cassandra;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Verification;
using Reels.Silo.Stores.MongoDb;
using Reels.Silo.Stores.MongoDb.Reminders;
using Reels.Silo.Stores.Neo4j;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Silo.Stores.Projection.Verification;
using Reels.Silo.Stores.Redis;

namespace Reels.Silo.Stores;

/// <summary>The ports on the databases: each on one of them, or on a truth and a projection.</summary>
internal static class RealStores
{
    public static IServiceCollection AddRealStores(this IServiceCollection services) => services
        .AddCassandra()
        .AddMongoDb()
        .AddMongoDbReminders()
        .AddNeo4j()
        .AddRedis()
        .AddProjected<IBlockStore, ProjectedBlockStore>(Engines.MongoDb, Engines.Neo4j)
        .AddProjected<IFollowStore, ProjectedFollowStore>(Engines.MongoDb, Engines.Neo4j)
        .AddProjected<ILikeStore, ProjectedLikeStore>(Engines.Redis, Engines.MongoDb)
        .AddProjected<IProfileStore, ProjectedProfileStore>(Engines.MongoDb, Engines.Neo4j)
        .AddVerifications();

    private static IServiceCollection AddVerifications(this IServiceCollection services) => services
        .AddPair<ProfileRow, IProfileTruth, IProfileProjection>("profiles", row => row.UserId)
        .AddPair<Edge, IFollowTruth, IFollowProjection>("follows", row => $"{row.Follower}:{row.Followee}")
        .AddPair<Block, IBlockTruth, IBlockProjection>("blocks", row => $"{row.Blocker}:{row.Blocked}")
        .AddSingleton<IVerification>(provider => ActivatorUtilities.CreateInstance<LikeVerifier>(
            provider, (Func<CancellationToken, Task>)VerificationLag.WaitAsync))
        .AddSingleton<IVerification>(provider => new ReelVerifier(
            provider.GetRequiredService<CassandraSession>(), VerificationLag.WaitAsync))
        .AddSingleton<IVerification>(provider => new ListVerifier(
            provider.GetRequiredService<CassandraSession>(), VerificationLag.WaitAsync));

    private static IServiceCollection AddPair<TRow, TTruth, TProjection>(this IServiceCollection services, string kind,
        Func<TRow, string> keyOf)
        where TRow : class
        where TTruth : ITruth<TRow>
        where TProjection : IProjection<TRow> => services
        .AddSingleton<IVerification>(provider => new PairVerifier<TRow>(kind, provider.GetRequiredService<TTruth>(),
            provider.GetRequiredService<TProjection>(), keyOf, VerificationLag.WaitAsync));

    /// <summary>
    /// Each catches up with its truth in the background. A request waits for a side as long as the slower engine may
    /// take.
    /// </summary>
    private static IServiceCollection AddProjected<TPort, TStore>(
        this IServiceCollection services, params string[] engines)
        where TPort : class
        where TStore : class, TPort, IHostedService => services
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<TStore>(provider,
            engines.Max(engine => provider.GetRequiredKeyedService<EngineCalls>(engine).Limit)))
        .AddSingleton<TPort>(provider => provider.GetRequiredService<TStore>())
        .AddHostedService(provider => provider.GetRequiredService<TStore>());
}
