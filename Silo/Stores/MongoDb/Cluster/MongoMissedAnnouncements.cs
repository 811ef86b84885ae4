using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Cluster;

/// <summary>One document with the count.</summary>
internal sealed class MongoMissedAnnouncements(MongoEngine engine) : IMissedAnnouncements
{
    private const string Id = "count";

    private readonly MongoCollection<CountDocument> _counts = engine.Collection<CountDocument>("missedAnnouncements");

    public async ValueTask AddAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _counts.FindOrInsertAsync(ById, Builders<CountDocument>.Update.Inc(found => found.Count, 1));
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken) =>
        (await _counts.FindLatestAsync(ById, cancellationToken))?.Count ?? 0;

    private static FilterDefinition<CountDocument> ById =>
        Builders<CountDocument>.Filter.Eq(found => found.Id, Id);

    private sealed record CountDocument
    {
        public required string Id { get; init; }

        public long Count { get; init; }
    }
}
