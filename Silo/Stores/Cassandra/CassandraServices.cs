using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Hosting;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Cassandra.Celebrities;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Outbox;
using Reels.Silo.Stores.Cassandra.Reels;
using Reels.Silo.Stores.Cassandra.Timelines;
using Reels.Silo.Stores.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Cassandra;

internal static class CassandraServices
{
    /// <summary>
    /// Keeps reels with their references to uploads, timelines, celebrities and the outbox in Cassandra. The start
    /// doesn't wait for it: calls are refused until it is connected and the tables are there.
    /// </summary>
    public static IServiceCollection AddCassandra(this IServiceCollection services) => services
        .AddValidatedOptions<CassandraOptions>(CassandraOptions.Section)
        .AddEngineCalls<CassandraOptions>(Engines.Cassandra, options => options.CallLimit)
        .AddSingleton(provider => new CassandraSession(
            Options(provider), Calls(provider)))
        .AddHostedService<CassandraStart>()
        .AddSingleton<IStoreHealth>(provider =>
        {
            var session = provider.GetRequiredService<CassandraSession>();
            return new EngineHealth(Calls(provider), _ => session.IsAnsweringAsync());
        })
        .AddSingleton<ICelebrityStore, CassandraCelebrityStore>()
        .AddSingleton<ITimelineStore, CassandraTimelineStore>()
        .AddSingleton<IOutbox, CassandraOutbox>()
        .AddSingleton<CassandraReelReferences>()
        .AddKeyedSingleton<IMediaReferences>(
            MediaKind.Reel, (provider, _) => provider.GetRequiredService<CassandraReelReferences>())
        .AddSingleton<IReelStore, CassandraReelStore>();

    private static EngineCalls Calls(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<EngineCalls>(Engines.Cassandra);

    private static CassandraOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<CassandraOptions>>().Value;
}
