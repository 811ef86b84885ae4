using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Timelines;

internal sealed class SqliteTimelineStore(EmbeddedDatabase database) : ITimelineStore
{
    private readonly TimelineRowGroups _groups = new(database);

    /// <summary>50,000: half a second of the writer. Of fewer, a reader's page would be written for each row.</summary>
    public int MaxConcurrentRows => 50_000;

    /// <summary>Rows of one reader are next to each other: nothing is won by waiting for others.</summary>
    public ValueTask AddAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers,
        CancellationToken cancellationToken) => new(readers.Count > 1
            ? _groups.AddAsync(entries, readers, cancellationToken)
            : database.WriteAsync(session => session.AddRows(entries, readers), cancellationToken));

    public ValueTask<int> EraseReaderAsync(string reader, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[TimelineQueries.EraseReader].With("$reader", reader).With("$limit", limit).Run(),
        cancellationToken));

    public ValueTask<IReadOnlyList<TimelineEntry>> ListAsync(string reader, Position? before, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TimelineEntry>>(
            session => session[TimelineQueries.List]
                .With("$reader", reader)
                .Before(before)
                .With("$limit", limit)
                .List(row => new TimelineEntry(row.GetString(0), new Position(row.Time(1), row.Id(2)))),
            cancellationToken);
}
