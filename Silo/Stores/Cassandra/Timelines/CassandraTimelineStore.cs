using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Timelines;

/// <summary>A partition of rows per reader. Nothing is deleted from it as long as the reader is there.</summary>
internal sealed class CassandraTimelineStore(CassandraSession session) : ITimelineStore, IDisposable
{
    /// <summary>
    /// Rows that this silo writes concurrently: half the places for calls, so that the fan-out of a few authors leaves
    /// the other half to everybody else.
    /// </summary>
    private const int MaxConcurrent = 128;

    /// <summary>Rows of one reader that are written together: below Cassandra's warning at 5 KiB.</summary>
    private const int MaxTogether = 50;

    private readonly SemaphoreSlim _places = new(MaxConcurrent);

    /// <summary>4,000: a second of one node (measured: 5,000 rows/s on two cores).</summary>
    public int MaxConcurrentRows => 4_000;

    public async ValueTask AddAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Parallel.ForEachAsync(
            readers,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken },
            async (reader, token) =>
            {
                await _places.WaitAsync(token);
                try
                {
                    await AddAsync(reader, entries, token);
                }
                finally
                {
                    _places.Release();
                }
            });
    }

    public async ValueTask<int> EraseReaderAsync(string reader, int limit, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(reader, null, limit, cancellationToken);
        if (rows.Count > 0)
        {
            var last = rows[^1].Reel;
            await session.WriteAsync(
                TimelineQueries.EraseFrom.With(reader, last.CreatedAt, last.Id), cancellationToken);
        }

        return rows.Count;
    }

    public async ValueTask<IReadOnlyList<TimelineEntry>> ListAsync(string reader, Position? before, int limit,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rows = await session.ReadAsync(
            before is { } place
                ? TimelineQueries.ListBefore.With(reader, place.CreatedAt, place.Id, limit)
                : TimelineQueries.List.With(reader, limit),
            limit, cancellationToken);
        return
        [
            .. rows.Select(row => new TimelineEntry(row.GetValue<string>("author_id"),
                new(row.GetValue<DateTimeOffset>("created_at"), row.GetValue<Guid>("reel_id")))),
        ];
    }

    public void Dispose() => _places.Dispose();

    private async Task AddAsync(string reader, IReadOnlyList<TimelineEntry> entries,
        CancellationToken cancellationToken)
    {
        if (entries is [var only])
        {
            await session.WriteAsync(Row(reader, only), cancellationToken);
            return;
        }

        foreach (var rows in entries.Chunk(MaxTogether))
            await session.WritePartitionAsync(rows.Select(entry => Row(reader, entry)), cancellationToken);
    }

    private static Cql Row(string reader, TimelineEntry entry) =>
        TimelineQueries.Add.With(reader, entry.Reel.CreatedAt, entry.Reel.Id, entry.AuthorId);
}
