using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Media;

/// <summary>The references of all kinds, which are in one table.</summary>
internal sealed class SqliteMediaReferences(EmbeddedDatabase database) : IMediaReferences
{
    public ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            session => [.. mediaKeys.Where(key => !session[MediaQueries.IsReferenced].With("$key", key).Any())],
            cancellationToken);

    public ValueTask<string> GetIdAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session[MediaQueries.StoreId].First(row => row.GetString(0))!, cancellationToken);
}
