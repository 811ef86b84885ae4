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
        try
        {
            foreach (var index in indexes)
                await CreateAsync(index, stoppingToken);
        }
        catch (TimeoutException exception)
        {
            // The driver's text alone has the failures of the servers that it looked for.
            throw new AggregateException(exception.Message, [exception, .. engine.ServerFailures()]);
        }

        engine.OpenForCommands();
    }

    protected override bool IsRefusal(Exception cause) => cause is MongoAuthenticationException;

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
