using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using MongoDB.Driver;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>
/// The commands to one collection. Each is one call to the engine. A duplicate key is an answer, and no failure.
/// </summary>
internal sealed class MongoCollection<TDocument>(MongoEngine engine, string name)
{
    /// <summary>Ids in one <c>$in</c>: more make a command that holds up others.</summary>
    public const int MaxIds = 500;

    private const int DuplicateKey = 11000;
    private const int ConcurrentUpdates = 32;

    private readonly IMongoCollection<TDocument> _collection = engine.Database.GetCollection<TDocument>(name);

    public Task<TDocument?> FindOneAsync(FilterDefinition<TDocument> filter, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => engine.ReadAsync(
        async token => (TDocument?)await _collection.Find(filter).Limit(1).FirstOrDefaultAsync(token),
        cancellationToken, caller);

    /// <summary>
    /// As <see cref="FindOneAsync"/>, from a server that most others have confirmed as the primary one: the answer
    /// shows every write that was answered before. The filter must be an id.
    /// </summary>
    public Task<TDocument?> FindLatestAsync(FilterDefinition<TDocument> filter, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => engine.ReadAsync(
        async token => (TDocument?)await _collection.WithReadConcern(ReadConcern.Linearizable).Find(filter).Limit(1)
            .FirstOrDefaultAsync(token),
        cancellationToken, caller);

    public Task<List<TDocument>> FindAsync(FilterDefinition<TDocument> filter, SortDefinition<TDocument>? sort,
        int limit, CancellationToken cancellationToken, int skip = 0, [CallerMemberName] string caller = "") =>
        engine.ReadAsync(
        token => _collection.Find(filter).Sort(sort).Skip(skip).Limit(limit).ToListAsync(token), cancellationToken,
        caller);

    /// <summary>
    /// Documents with one field alone. Where an index has it, the documents themselves are not read.
    /// </summary>
    public Task<List<TDocument>> FindFieldAsync(FilterDefinition<TDocument> filter,
        Expression<Func<TDocument, object?>> field, SortDefinition<TDocument>? sort, int limit,
        CancellationToken cancellationToken, int skip = 0, [CallerMemberName] string caller = "") => engine.ReadAsync(
        token => _collection.Find(filter).Sort(sort).Skip(skip).Limit(limit)
            .Project<TDocument>(Builders<TDocument>.Projection.Include(field).Exclude("_id")).ToListAsync(token),
        cancellationToken, caller);

    /// <param name="limit">Counting ends there. Null: nowhere.</param>
    public Task<long> CountAsync(FilterDefinition<TDocument> filter, long? limit, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => engine.ReadAsync(
        token => _collection.CountDocumentsAsync(filter, new() { Limit = limit }, token), cancellationToken, caller);

    /// <summary>All documents with one of these values, however many values there are.</summary>
    public async Task<List<TDocument>> FindAnyAsync<TValue>(IEnumerable<TValue> values,
        Func<IEnumerable<TValue>, FilterDefinition<TDocument>> filter, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "")
    {
        var found = await Task.WhenAll(values.Distinct().Chunk(MaxIds).Select(chunk => engine.ReadAsync(
            token => _collection.Find(filter(chunk)).ToListAsync(token), cancellationToken, caller)));
        return found.Length == 1 ? found[0] : [.. found.SelectMany(documents => documents)];
    }

    /// <summary>False where there is a document with its id, or another unique value of it.</summary>
    public Task<bool> InsertAsync(TDocument document, [CallerMemberName] string caller = "") => engine.WriteAsync(
        async token =>
        {
            try
            {
                await _collection.InsertOneAsync(document, cancellationToken: token);
                return true;
            }
            catch (MongoWriteException exception)
                when (exception.WriteError?.Category == ServerErrorCategory.DuplicateKey)
            {
                return false;
            }
        },
        caller);

    /// <summary>Inserts those that are not there. Returns how many that were.</summary>
    public async Task<long> InsertNewAsync(IReadOnlyList<TDocument> documents,
        [CallerMemberName] string caller = "") =>
        documents.Count - (await InsertUnlessThereAsync(documents, caller)).Count;

    /// <summary>Inserts those that are not there. Returns those that are.</summary>
    public Task<IReadOnlyList<TDocument>> InsertUnlessThereAsync(IReadOnlyList<TDocument> documents,
        [CallerMemberName] string caller = "") => engine.WriteAsync<IReadOnlyList<TDocument>>(
        async token =>
        {
            try
            {
                await _collection.InsertManyAsync(documents, new() { IsOrdered = false }, token);
                return [];
            }
            catch (MongoBulkWriteException<TDocument> exception) when (exception.WriteConcernError is null
                && exception.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey))
            {
                return [.. exception.WriteErrors.Select(error => documents[error.Index])];
            }
        },
        caller);

    /// <summary>Whether a document matched.</summary>
    public Task<bool> UpdateOneAsync(FilterDefinition<TDocument> filter, UpdateDefinition<TDocument> update,
        [CallerMemberName] string caller = "") => engine.WriteAsync(
        async token => (await _collection.UpdateOneAsync(filter, update, cancellationToken: token)).MatchedCount > 0,
        caller);

    public Task<long> UpdateManyAsync(FilterDefinition<TDocument> filter, UpdateDefinition<TDocument> update,
        [CallerMemberName] string caller = "") => engine.WriteAsync(
        async token => (await _collection.UpdateManyAsync(filter, update, cancellationToken: token)).MatchedCount,
        caller);

    /// <summary>
    /// Makes updates of single documents in any order, each in a command of its own: a long batch would hold up others,
    /// and some servers block while they take one. Returns how many documents matched.
    /// </summary>
    public async Task<long> UpdateEachAsync(
        IReadOnlyCollection<(FilterDefinition<TDocument> Filter, UpdateDefinition<TDocument> Update)> updates,
        [CallerMemberName] string caller = "")
    {
        var matched = 0L;
        foreach (var some in updates.Chunk(ConcurrentUpdates))
        {
            var answers = await Task.WhenAll(some.Select(each => UpdateOneAsync(each.Filter, each.Update, caller)));
            matched += answers.Count(isMatched => isMatched);
        }

        return matched;
    }

    /// <summary>The document after the update, or null where none matched.</summary>
    public Task<TDocument?> FindAndUpdateAsync(FilterDefinition<TDocument> filter, UpdateDefinition<TDocument> update,
        [CallerMemberName] string caller = "") => engine.WriteAsync(
        async token => (TDocument?)await _collection.FindOneAndUpdateAsync(filter, update, After<TDocument>(), token),
        caller);

    /// <summary>The document that is there then. The update can be repeated.</summary>
    public Task<TDocument> FindOrInsertAsync(FilterDefinition<TDocument> filter, UpdateDefinition<TDocument> update,
        [CallerMemberName] string caller = "") => engine.WriteAsync(
        async token =>
        {
            var options = After<TDocument>();
            options.IsUpsert = true;
            try
            {
                return await _collection.FindOneAndUpdateAsync(filter, update, options, token);
            }
            catch (MongoCommandException exception) when (exception.Code == DuplicateKey)
            {
                // Another one has just inserted it.
                return await _collection.FindOneAndUpdateAsync(filter, update, options, token);
            }
        },
        caller);

    /// <summary>Whether a document matched.</summary>
    public Task<bool> ReplaceAsync(FilterDefinition<TDocument> filter, TDocument document,
        [CallerMemberName] string caller = "") => engine.WriteAsync(
        async token => (await _collection.ReplaceOneAsync(filter, document, cancellationToken: token)).MatchedCount > 0,
        caller);

    /// <summary>Whether there was one.</summary>
    public Task<bool> DeleteOneAsync(FilterDefinition<TDocument> filter, [CallerMemberName] string caller = "") =>
        engine.WriteAsync(async token => (await _collection.DeleteOneAsync(filter, token)).DeletedCount > 0, caller);

    /// <summary>How many there were.</summary>
    public Task<long> DeleteManyAsync(FilterDefinition<TDocument> filter, [CallerMemberName] string caller = "") =>
        engine.WriteAsync(async token => (await _collection.DeleteManyAsync(filter, token)).DeletedCount, caller);

    private static FindOneAndUpdateOptions<T> After<T>() => new() { ReturnDocument = ReturnDocument.After };
}
