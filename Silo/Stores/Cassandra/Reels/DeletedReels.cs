using Cassandra;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Outbox;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>
/// Deleted reels by the hour of their delete, in which they are found when it is time to remove their rows.
/// </summary>
internal sealed class DeletedReels(CassandraSession session, ReelRows reels, AuthorReels authors)
{
    /// <summary>Hours in one look: more than a week.</summary>
    private const int MaxHours = 200;

    /// <summary>Rows that are removed concurrently.</summary>
    private const int MaxConcurrent = 32;

    /// <summary>The hour comes first: it is how its rows are found.</summary>
    public async Task AddAsync(StoredReel deleted)
    {
        var (at, hour) = (deleted.DeletedAt!.Value, HourOf(deleted.DeletedAt.Value));
        await session.WriteAsync(ReelQueries.AddDeletedHour.With(hour), CancellationToken.None);
        await session.WriteAsync(
            ReelQueries.AddDeleted.With(hour, at, deleted.Id, deleted.AuthorId, deleted.CreatedAt),
            CancellationToken.None);
    }

    /// <summary>Removes all rows of the reel. The one by which this is repeated goes last.</summary>
    public async Task RemoveAsync(StoredReel reel)
    {
        if (reel.DeletedAt is { } at)
            await RemoveAsync(at, reel.Id);
        await RemoveRowsAsync(reel);
    }

    public async Task<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var removed = 0;
        foreach (var row in await session.ReadAsync(
            ReelQueries.ListDeletedHours.With(deletedBefore), MaxHours, cancellationToken))
        {
            if (removed >= limit)
                break;
            removed += await PurgeHourAsync(
                row.GetValue<DateTimeOffset>("hour"), deletedBefore, limit - removed, cancellationToken);
        }

        return removed;
    }

    private async Task<int> PurgeHourAsync(DateTimeOffset hour, DateTimeOffset deletedBefore, int limit,
        CancellationToken cancellationToken)
    {
        var (removed, isEmpty) = (0, true);
        var rows = new List<Row>();
        await foreach (var row in session.PagesAsync(
            ReelQueries.ListDeleted.With(hour, deletedBefore), MaxConcurrent, cancellationToken))
        {
            isEmpty = false;
            rows.Add(row);
            if (rows.Count < Math.Min(MaxConcurrent, limit - removed))
                continue;
            removed += await PurgeAsync(rows, cancellationToken);
            rows.Clear();
            if (removed == limit)
                return removed;
        }

        removed += await PurgeAsync(rows, cancellationToken);
        if (isEmpty && hour.AddHours(1) <= deletedBefore)
            await session.WriteAsync(ReelQueries.RemoveDeletedHour.With(hour), cancellationToken);
        return removed;
    }

    private async Task<int> PurgeAsync(IEnumerable<Row> rows, CancellationToken cancellationToken) =>
        (await Task.WhenAll(rows.Select(row => TryPurgeAsync(row, cancellationToken)))).Count(isRemoved => isRemoved);

    private async Task<bool> TryPurgeAsync(Row row, CancellationToken cancellationToken)
    {
        var (reelId, at) = (row.GetValue<Guid>("reel_id"), row.GetValue<DateTimeOffset>("deleted_at"));
        var entry = new OutboxEntry(row.GetValue<string>("user_id"), reelId, OutboxKind.Delete,
            row.GetValue<DateTimeOffset>("created_at"), "");
        if (await CassandraOutbox.FindAsync(session, entry, cancellationToken) is not null)
            return false;
        var reel = (await reels.FindAsync(reelId, cancellationToken)).Reel;
        if (reel?.DeletedAt == at)
            await RemoveRowsAsync(reel);
        await RemoveAsync(at, reelId);
        return true;
    }

    private async Task RemoveRowsAsync(StoredReel reel)
    {
        await authors.RemoveAsync(reel.AuthorId, reel.CreatedAt, reel.Id);
        await reels.RemoveAsync(reel.Id);
    }

    private Task RemoveAsync(DateTimeOffset deletedAt, Guid reelId) => session.WriteAsync(
        ReelQueries.RemoveDeleted.With(HourOf(deletedAt), deletedAt, reelId), CancellationToken.None);

    private static DateTimeOffset HourOf(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
