using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Outbox;

internal sealed class SqliteOutbox(EmbeddedDatabase database) : IOutbox
{
    /// <summary>Adds an entry for a reel, inside the transaction that posts or deletes it.</summary>
    public static void Add(SqliteSession session, StoredReel reel, OutboxKind kind, DateTimeOffset leaseUntil) =>
        session[OutboxQueries.Insert]
        .With("$author", reel.AuthorId)
        .With("$at", reel.CreatedAt)
        .With("$reel", reel.Id)
        .With("$kind", (long)kind)
        .With("$shard", Shards.Of(reel.AuthorId))
        .With("$lease", leaseUntil)
        .Run();

    public ValueTask<IReadOnlyList<OutboxEntry>> ListAsync(string authorId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OutboxEntry>>(
        session => session[OutboxQueries.List]
            .With("$author", authorId)
            .List(row =>
                new OutboxEntry(row.GetString(0), row.Id(1), (OutboxKind)row.GetInt32(2), row.Time(3),
                    row.GetString(4))),
        cancellationToken);

    public ValueTask<bool> AdvanceAsync(OutboxEntry entry, string cursor, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session => Bind(session[OutboxQueries.Advance], entry)
            .With("$cursor", entry.Cursor)
            .With("$next", cursor)
            .With("$lease", leaseUntil)
            .Run() > 0,
        cancellationToken));

    public ValueTask ExtendLeaseAsync(string authorId, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session => { session[OutboxQueries.ExtendLease].With("$author", authorId).With("$lease", leaseUntil).Run(); },
        cancellationToken));

    public ValueTask RemoveAsync(OutboxEntry entry, CancellationToken cancellationToken) => new(database.WriteAsync(
        session => { Bind(session[OutboxQueries.Remove], entry).Run(); },
        cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListLapsedAuthorsAsync(
        IReadOnlyCollection<int> shards, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            database.ReadTogetherAsync(
            session => session.ListLapsed(OutboxQueries.ListLapsedAuthors, shards, now, limit, row => row.GetString(0)),
            cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[OutboxQueries.Erase].With("$author", userId).With("$limit", limit).Run(),
        cancellationToken));

    private static SqliteStatement Bind(SqliteStatement statement, OutboxEntry entry) => statement
        .With("$author", entry.AuthorId)
        .With("$at", entry.CreatedAt)
        .With("$reel", entry.ReelId)
        .With("$kind", (long)entry.Kind);
}
