using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Neo4j.Blocks;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Neo4j.Follows;
using Reels.Silo.Stores.Neo4j.Profiles;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Silo.Stores.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Neo4j;

internal static class Neo4jServices
{
    /// <summary>Lengths of lists for which a server compiles a statement again.</summary>
    private static readonly int[] Magnitudes = [1, 10, 100, 1_000];

    /// <summary>
    /// Keeps the projections of people, follows and blocks in Neo4j. The start doesn't wait for it: calls are refused
    /// until it is connected and the indexes are there.
    /// </summary>
    public static IServiceCollection AddNeo4j(this IServiceCollection services) => services
        .AddValidatedOptions<Neo4jOptions>(Neo4jOptions.Section)
        .AddEngineCalls<Neo4jOptions>(Engines.Neo4j, options => options.CallLimit)
        .AddSingleton(provider => new Neo4jSession(
            Options(provider), Calls(provider), Samples()))
        .AddHostedService<Neo4jStart>()
        .AddSingleton<IStoreHealth>(provider =>
        {
            var session = provider.GetRequiredService<Neo4jSession>();
            return new EngineHealth(Calls(provider), _ => session.IsAnsweringAsync());
        })
        .AddSingleton<IProfileProjection, Neo4jProfileProjection>()
        .AddSingleton<IBlockProjection, Neo4jBlockProjection>()
        .AddSingleton<IFollowProjection, Neo4jFollowProjection>();

    private static IEnumerable<Cypher> Samples() => Magnitudes
        .Select(count => Enumerable.Range(0, count).Select(number => $"{number:x32}").ToArray())
        .SelectMany(ids => (IEnumerable<Cypher>)
        [
            .. Neo4jProfileProjection.Samples(ids), .. Neo4jBlockProjection.Samples(ids),
            .. FollowCommands.Samples(ids),
        ]);

    private static EngineCalls Calls(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<EngineCalls>(Engines.Neo4j);

    private static Neo4jOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<Neo4jOptions>>().Value;
}
