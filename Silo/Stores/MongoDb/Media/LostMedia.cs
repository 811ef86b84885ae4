using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Media;

/// <summary>Keys that have lost their last reference, and the queue of those whose bytes are to be erased.</summary>
/// <param name="time">Real time.</param>
internal sealed class LostMedia(MongoEngine engine, TimeProvider time)
{
    private readonly MongoCollection<LostMediaDocument> _lost =
        engine.Collection<LostMediaDocument>(MediaQueries.Lost);

    private readonly MongoCollection<QueuedMediaDocument> _queue =
        engine.Collection<QueuedMediaDocument>(MediaQueries.Queue);

    public async Task<bool> IsLostAsync(string key, CancellationToken cancellationToken) =>
        await _lost.FindOneAsync(MediaQueries.LostByKey(key), cancellationToken) is not null;

    /// <summary>Keeps anything from referring to the keys, then queues them. Repeating it changes nothing.</summary>
    public async Task LoseAsync(IReadOnlyCollection<string> keys, string ownerId)
    {
        if (keys.Count == 0)
            return;
        var now = time.GetUtcNow();
        await _lost.InsertNewAsync(
            [.. keys.Select(key => new LostMediaDocument { Id = key, OwnerId = ownerId, At = now })]);
        await QueueAsync(keys, ownerId);
    }

    public async Task QueueAsync(IReadOnlyCollection<string> keys, string ownerId)
    {
        if (keys.Count == 0)
            return;
        var place = time.GetUtcNow().UtcTicks;
        await _queue.InsertNewAsync([.. keys.Distinct().Select((key, i) => new QueuedMediaDocument
        {
            Id = key,
            OwnerId = ownerId,
            Place = place + i,
        })]);
    }

    public async Task<IReadOnlyList<string>> ListQueuedAsync(int limit, CancellationToken cancellationToken) =>
        [.. (await _queue.FindAsync(MediaQueries.AllQueued, MediaQueries.OldestFirst, limit, cancellationToken))
            .Select(media => media.Id)];

    public Task RemoveQueuedAsync(IEnumerable<string> keys) => Task.WhenAll(
        keys.Chunk(MongoCollection<QueuedMediaDocument>.MaxIds)
            .Select(chunk => _queue.DeleteManyAsync(MediaQueries.QueuedByKeys(chunk))));

    public async Task<bool> HasQueuedAsync(string ownerId, CancellationToken cancellationToken) =>
        await _queue.FindOneAsync(MediaQueries.QueuedOf(ownerId), cancellationToken) is not null;

    /// <summary>Forgets the lost keys of a deleted user.</summary>
    public Task ForgetAsync(string ownerId) => _lost.DeleteManyAsync(MediaQueries.LostOf(ownerId));
}
