using Cassandra;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Resilience;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>Opens the session, which makes the keyspace and the tables.</summary>
internal sealed class CassandraStart(CassandraSession session, ILogger<CassandraStart> logger)
    : EngineStart(Engines.Cassandra, logger)
{
    protected override async Task PrepareAsync(CancellationToken stoppingToken)
    {
        try
        {
            await session.OpenAsync();
        }
        catch (NoHostAvailableException exception)
        {
            // The driver's text has the types of the hosts' failures alone.
            throw new AggregateException(exception.Message, exception.Errors.Values.OfType<Exception>());
        }
    }

    protected override bool IsRefusal(Exception cause) => cause is AuthenticationException;
}
