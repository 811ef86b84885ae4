using MongoDB.Driver;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>The id of the data: random, made with the first question for it, and never changed.</summary>
internal sealed class StoreId(MongoEngine engine)
{
    private const string Key = "data";

    private readonly MongoCollection<StoreIdDocument> _ids = engine.Collection<StoreIdDocument>("storeId");

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } id)
            return id;
        cancellationToken.ThrowIfCancellationRequested();
        await _ids.InsertAsync(new() { Id = Key, Value = Guid.NewGuid().ToString("N") });
        return (await FindAsync(CancellationToken.None))!;
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken) =>
        (await _ids.FindOneAsync(Builders<StoreIdDocument>.Filter.Eq(id => id.Id, Key), cancellationToken))?.Value;

    private sealed record StoreIdDocument
    {
        public required string Id { get; init; }

        public required string Value { get; init; }
    }
}
