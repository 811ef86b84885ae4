using Cassandra;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Outbox;

/// <summary>
/// Finds authors with lapsed entries: through the minutes up to now, oldest first, and through the pointers of each.
/// Pointers that are left over are removed on the way, so that no look reads them twice.
/// </summary>
internal sealed class LapsedAuthors(CassandraSession session)
{
    private const int PageSize = 500;

    /// <summary>Authors whose entries are read together.</summary>
    private const int MaxAuthors = 50;

    /// <summary>Minutes of shards in one look: a day of all 64 shards has 92,160.</summary>
    private const int MaxSlots = 2_000;

    public async ValueTask<IReadOnlyList<string>> ListAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lapsed = new HashSet<string>();
        if (shards.Count == 0 || limit == 0)
            return [];
        var slots = await session.ReadAsync(
            OutboxQueries.ListSlots.With(shards.Distinct().ToArray(), now), MaxSlots, cancellationToken);
        foreach (var slot in slots
            .GroupBy(row => row.GetValue<DateTimeOffset>("slot"), row => row.GetValue<int>("shard"))
            .OrderBy(slot => slot.Key))
        {
            await LookAsync(slot.Key, [.. slot], now, limit, lapsed, cancellationToken);
            if (lapsed.Count >= limit)
                break;
        }

        return [.. lapsed.Take(limit)];
    }

    private async Task LookAsync(DateTimeOffset slot, int[] shards, DateTimeOffset now, int limit,
        HashSet<string> lapsed, CancellationToken cancellationToken)
    {
        var used = new HashSet<int>();
        var pointers = new List<Pointer>();
        await foreach (var row in session.PagesAsync(
            OutboxQueries.ListPointers.With(shards, slot), PageSize, cancellationToken))
        {
            pointers.Add(ReadPointer(slot, row));
            if (pointers.Count < PageSize)
                continue;
            await CheckAsync(pointers, now, lapsed, used, cancellationToken);
            pointers.Clear();
            if (lapsed.Count >= limit)
                return;
        }

        await CheckAsync(pointers, now, lapsed, used, cancellationToken);
        if (!Slots.IsOver(slot, now))
            return;
        await Task.WhenAll(shards.Except(used).Select(
            shard => session.WriteAsync(OutboxQueries.RemoveSlot.With(shard, slot), cancellationToken)));
    }

    /// <summary>Adds authors that are lapsed, and shards where a pointer is needed still.</summary>
    private async Task CheckAsync(List<Pointer> pointers, DateTimeOffset now, HashSet<string> lapsed,
        HashSet<int> used, CancellationToken cancellationToken)
    {
        foreach (var authors in pointers.GroupBy(pointer => pointer.AuthorId).Chunk(MaxAuthors))
        {
            var open = await OpenAsync([.. authors.Select(author => author.Key)], cancellationToken);
            foreach (var author in authors)
            {
                var (entries, lease) = open.GetValueOrDefault(author.Key, ([], null));
                if (entries.Exists(entry => entry.MadeUntil < now && !(lease >= now)))
                    lapsed.Add(author.Key);
                var kept = author
                    .Where(pointer => IsNeeded(pointer, entries, lease) || !Slots.IsOver(pointer.Slot, now)).ToList();
                if (kept.Count > 0)
                    used.Add(kept[0].Shard);
                await Task.WhenAll(author.Except(kept).Select(
                    pointer => session.WriteAsync(Slots.Remove(pointer), cancellationToken)));
            }
        }
    }

    /// <summary>
    /// An entry is found through its own pointer until its author gets a lease, and through the author's from then on.
    /// </summary>
    private static bool IsNeeded(Pointer pointer, List<EntryRow> entries, DateTimeOffset? lease) => pointer.IsOfAuthor
        ? entries.Count > 0 && (lease is null || Slots.Of(lease.Value) == pointer.Slot)
        : entries.Exists(entry => Pointer.To(entry) == pointer && !(lease >= entry.MadeUntil));

    private async Task<Dictionary<string, (List<EntryRow> Entries, DateTimeOffset? Lease)>> OpenAsync(
        string[] authors, CancellationToken cancellationToken)
    {
        var open = new Dictionary<string, (List<EntryRow> Entries, DateTimeOffset? Lease)>();
        await foreach (var row in session.PagesAsync(
            OutboxQueries.ListOfMany.With([authors]), PageSize, cancellationToken))
        {
            if (EntryRow.Read(row) is not { } entry)
                continue;
            if (!open.TryGetValue(entry.AuthorId, out var author))
                open[entry.AuthorId] = author = ([], row.GetValue<DateTimeOffset?>("lease_until"));
            author.Entries.Add(entry);
        }

        return open;
    }

    private static Pointer ReadPointer(DateTimeOffset slot, Row row) => new(
        slot, row.GetValue<string>("author_id"), row.GetValue<DateTimeOffset>("created_at"),
        row.GetValue<Guid>("reel_id"), row.GetValue<int>("kind"));
}
