using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Outbox;

internal sealed class SqliteOutbox(EmbeddedDatabase database) : IOutbox
{
    /// <summary>Enters what is to be done for a reel, inside the transaction that posts or deletes it.</summary>
    public static void Enter(SqliteSession session, StoredReel reel, OutboxKind kind, DateTimeOffset leaseUntil) =>
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

    public ValueTask<bool> AdvanceAsync(OutboxEntry delivery, string cursor, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session => Bind(session[OutboxQueries.Advance], delivery)
            .With("$cursor", delivery.Cursor)
            .With("$next", cursor)
            .With("$lease", leaseUntil)
            .Run() > 0,
        cancellationToken));

    public ValueTask ExtendLeaseAsync(string authorId, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session => { session[OutboxQueries.ExtendLease].With("$author", authorId).With("$lease", leaseUntil).Run(); },
        cancellationToken));

    public ValueTask RemoveAsync(OutboxEntry delivery, CancellationToken cancellationToken) => new(database.WriteAsync(
        session => { Bind(session[OutboxQueries.Remove], delivery).Run(); },
        cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListLapsedAuthorsAsync(
        IReadOnlyCollection<int> shards, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            database.ReadTogetherAsync<IReadOnlyList<string>>(
        session =>
        {
            var authors = new List<string>();
            foreach (var shard in shards)
            {
                authors.AddRange(session[OutboxQueries.ListLapsedAuthors]
                    .With("$shard", shard)
                    .With("$now", now)
                    .With("$limit", limit - authors.Count)
                    .List(row => row.GetString(0)));
            }

            return authors;
        },
        cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[OutboxQueries.Erase].With("$author", userId).With("$limit", limit).Run(),
        cancellationToken));

    private static SqliteStatement Bind(SqliteStatement statement, OutboxEntry delivery) => statement
        .With("$author", delivery.AuthorId)
        .With("$at", delivery.CreatedAt)
        .With("$reel", delivery.ReelId)
        .With("$kind", (long)delivery.Kind);
}
