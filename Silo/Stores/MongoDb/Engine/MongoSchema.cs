using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Resilience;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>Makes the indexes. An index that is there already is no failure.</summary>
internal sealed class MongoSchema(MongoEngine engine, IReadOnlyCollection<MongoIndex> indexes,
    ILogger<MongoSchema> logger) : EngineStart(Engines.MongoDb, logger)
{
    private const int NotImplemented = 238;

    protected override async Task PrepareAsync(CancellationToken stoppingToken)
    {
        foreach (var index in indexes)
            await CreateAsync(index, stoppingToken);
        engine.OpenForCommands();
    }

    private async Task CreateAsync(MongoIndex index, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Database.GetCollection<BsonDocument>(index.Collection).Indexes
                .CreateOneAsync(index.Model, cancellationToken: cancellationToken);
        }
        catch (MongoCommandException exception)
            when (exception.Code == NotImplemented && index.ExpireAfter is not null)
        {
            logger.NoExpiry(index.Collection);
        }
    }
}
