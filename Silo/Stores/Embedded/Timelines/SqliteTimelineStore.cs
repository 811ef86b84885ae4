using System.Text.Json;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Timelines;

internal sealed class SqliteTimelineStore(EmbeddedDatabase database) : ITimelineStore
{
    public ValueTask AddAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers,
        CancellationToken cancellationToken)
    {
        var array = JsonSerializer.Serialize(readers);
        return new(database.WriteAsync(
            session =>
            {
                foreach (var entry in entries)
                {
                    session[TimelineQueries.Add]
                        .With("$at", entry.Reel.CreatedAt)
                        .With("$reel", entry.Reel.Id)
                        .With("$author", entry.AuthorId)
                        .With("$readers", array)
                        .Run();
                }
            },
            cancellationToken));
    }

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
