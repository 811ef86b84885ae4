using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Resilience;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>Opens the session, which makes the keyspace and the tables.</summary>
internal sealed class CassandraStart(CassandraSession session, ILogger<CassandraStart> logger)
    : EngineStart(Engines.Cassandra, logger)
{
    protected override Task PrepareAsync(CancellationToken stoppingToken) => session.OpenAsync();
}
