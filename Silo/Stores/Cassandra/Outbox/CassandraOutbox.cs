using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Outbox;

/// <summary>
/// An author's entries are one partition. <see cref="Slots"/> has pointers to them, by which lapsed ones are found.
/// </summary>
internal sealed class CassandraOutbox(CassandraSession session) : IOutbox
{
    /// <summary>Entries in one read. Few authors have more than one.</summary>
    private const int PageSize = 500;

    private readonly LapsedAuthors _lapsed = new(session);

    /// <summary>The open entry, or null.</summary>
    public static async Task<EntryRow?> FindAsync(CassandraSession session, OutboxEntry entry,
        CancellationToken cancellationToken) =>
        await session.FirstAsync(Bind(OutboxQueries.Get, entry), cancellationToken) is { } row
            ? EntryRow.Read(row)
            : null;

    /// <summary>Closes the entry, then removes its pointer: a look removes one that is left.</summary>
    public static async Task CloseAsync(CassandraSession session, EntryRow entry, CancellationToken cancellationToken)
    {
        await session.WriteAsync(
            OutboxQueries.Remove.With(entry.AuthorId, entry.CreatedAt, entry.ReelId, (int)entry.Kind),
            cancellationToken);
        await session.WriteAsync(Slots.Remove(Pointer.To(entry)), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<OutboxEntry>> ListAsync(string authorId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = new List<OutboxEntry>();
        await foreach (var row in session.PagesAsync(OutboxQueries.List.With(authorId), PageSize, cancellationToken))
        {
            if (EntryRow.Read(row) is { } entry)
            {
                entries.Add(new(entry.AuthorId, entry.ReelId, entry.Kind, entry.CreatedAt,
                    row.GetValue<string?>("cursor") ?? ""));
            }
        }

        return entries;
    }

    public async ValueTask<bool> AdvanceAsync(OutboxEntry entry, string cursor, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var from = entry.Cursor.Length > 0 ? entry.Cursor : null;
        var other = await session.Gates.RunAsync(
            $"deliveries {entry.AuthorId}",
            () => session.TryAsync(OutboxQueries.Advance.With(cursor, entry.AuthorId, entry.CreatedAt, entry.ReelId,
                (int)entry.Kind, from), cancellationToken));
        if (other is not null)
            return false;
        await SetLeaseAsync(entry.AuthorId, leaseUntil, CancellationToken.None);
        return true;
    }

    public async ValueTask ExtendLeaseAsync(string authorId, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await foreach (var row in session.PagesAsync(OutboxQueries.List.With(authorId), PageSize, cancellationToken))
        {
            if (EntryRow.Read(row) is not null)
            {
                await SetLeaseAsync(authorId, leaseUntil, cancellationToken);
                return;
            }
        }
    }

    public async ValueTask RemoveAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await FindAsync(session, entry, cancellationToken) is { } open)
            await CloseAsync(session, open, cancellationToken);
    }

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var open = new List<EntryRow>();
        await foreach (var row in session.PagesAsync(OutboxQueries.List.With(userId), PageSize, cancellationToken))
        {
            if (EntryRow.Read(row) is { } entry)
                open.Add(entry);
            if (open.Count == limit)
                break;
        }

        await Task.WhenAll(open.Select(entry => CloseAsync(session, entry, cancellationToken)));
        return open.Count;
    }

    public ValueTask<IReadOnlyList<string>> ListLapsedAuthorsAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) => _lapsed.ListAsync(shards, now, limit, cancellationToken);

    /// <summary>The pointer comes first, so that no lease is without one.</summary>
    private async Task SetLeaseAsync(string authorId, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        await session.WriteTogetherAsync(Slots.Add(Pointer.To(authorId, leaseUntil)), cancellationToken);
        await session.WriteAsync(OutboxQueries.ExtendLease.With(leaseUntil, authorId), cancellationToken);
    }

    private static Cql Bind(string statement, OutboxEntry entry) =>
        statement.With(entry.AuthorId, entry.CreatedAt, entry.ReelId, (int)entry.Kind);
}
