using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Media;

internal sealed class SqliteMediaErasureStore(EmbeddedDatabase database) : IMediaErasureStore
{
    /// <summary>Adds a key, inside the transaction that removes its last reference.</summary>
    public static void Queue(SqliteSession session, string mediaKey, string ownerId) =>
        session[MediaQueries.QueueErasure].With("$key", mediaKey).With("$owner", ownerId).Run();

    public ValueTask QueueAsync(IReadOnlyCollection<string> mediaKeys, string ownerId,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            foreach (var key in mediaKeys)
                Queue(session, key, ownerId);
        },
        cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
        session => session[MediaQueries.ListErasures].With("$limit", limit).List(row => row.GetString(0)),
        cancellationToken);

    public ValueTask MarkErasedAsync(IReadOnlyCollection<string> mediaKeys, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            foreach (var key in mediaKeys)
                session[MediaQueries.RemoveErasure].With("$key", key).Run();
        },
        cancellationToken));
}
