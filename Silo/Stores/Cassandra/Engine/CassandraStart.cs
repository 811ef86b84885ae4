using Cassandra;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>
/// Opens the session, which makes the keyspace and the tables, and logs a setting that may lose writes.
/// </summary>
internal sealed class CassandraStart(
    CassandraSession session, IOptions<CassandraOptions> options, ILogger<CassandraStart> logger)
    : EngineStart(Engines.Cassandra, logger)
{
    /// <summary>When the commit log is flushed. By default, writes don't wait for that.</summary>
    private const string CommitLogSync = "commitlog_sync";

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

        if (options.Value.ReplicationFactor == 1
            && await session.FindSettingAsync(CommitLogSync) is var sync and "periodic")
        {
            logger.Unsafe(CommitLogSync, sync, "group");
        }
    }

    protected override bool IsRefusal(Exception cause) => cause is AuthenticationException;
}
