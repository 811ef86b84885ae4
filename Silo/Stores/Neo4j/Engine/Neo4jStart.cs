using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Resilience;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>Opens the session, which makes the constraint and the indexes.</summary>
internal sealed class Neo4jStart(Neo4jSession session, ILogger<Neo4jStart> logger)
    : EngineStart(Engines.Neo4j, logger)
{
    protected override Task PrepareAsync(CancellationToken stoppingToken) => session.OpenAsync();

    /// <summary>A wrong password, or too many of them.</summary>
    protected override bool IsRefusal(Exception cause) => cause is AuthenticationException
        or Neo4jException { Code: "Neo.ClientError.Security.AuthenticationRateLimit" };
}
