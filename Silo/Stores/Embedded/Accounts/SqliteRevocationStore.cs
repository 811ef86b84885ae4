using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Accounts;

internal sealed class SqliteRevocationStore(EmbeddedDatabase database) : IRevocationStore
{
    /// <summary>Adds a revocation, inside the transaction that ends the session or the account.</summary>
    public static void Add(SqliteSession session, Guid subject, DateTimeOffset at) =>
        session[RevocationQueries.Insert].With("$subject", subject).With("$at", at).Run();

    public ValueTask<IReadOnlyList<Revocation>> ListAsync(RevocationPlace? after, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Revocation>>(
            session => session[RevocationQueries.List]
                .With("$at", after?.StoredAt.ToUnixTimeMilliseconds() ?? long.MinValue)
                .With("$id", after?.Subject ?? Guid.Empty)
                .With("$limit", limit)
                .List(row => new Revocation(row.Id(0), row.Time(1), row.Time(2))),
            cancellationToken);

    public ValueTask<int> PurgeAsync(DateTimeOffset revokedBefore, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[RevocationQueries.Purge].With("$before", revokedBefore).With("$limit", limit).Run(),
        cancellationToken));
}
