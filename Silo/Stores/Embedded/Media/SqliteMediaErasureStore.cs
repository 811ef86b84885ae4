using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Media;

internal sealed class SqliteMediaErasureStore(EmbeddedDatabase database) : IMediaErasureStore
{
    public ValueTask<IReadOnlyList<string>> ListAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
        session => session[MediaQueries.ListErasures].With("$limit", limit).List(row => row.GetString(0)),
        cancellationToken);

    public ValueTask MarkErasedAsync(IReadOnlyCollection<string> mediaKeys, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            foreach (var key in mediaKeys)
                session[MediaQueries.MarkErased].With("$key", key).Run();
        },
        cancellationToken));

    public ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            session => [.. mediaKeys.Where(key => !session[MediaQueries.IsReferenced].With("$key", key).Any())],
            cancellationToken);

    public ValueTask<string> GetIdAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session[MediaQueries.StoreId].First(row => row.GetString(0))!, cancellationToken);
}
