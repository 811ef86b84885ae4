using System.Text.Json;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Erasures;

namespace Reels.Silo.Stores.Embedded.Timelines;

internal sealed class SqliteTimelineStore(EmbeddedDatabase database) : ITimelineStore
{
    public ValueTask AddAsync(TimelineEntry entry, IReadOnlyList<string> readers, CancellationToken cancellationToken)
    {
        var array = JsonSerializer.Serialize(readers);
        return new(database.WriteAsync(
            session =>
            {
                if (SqliteErasureStore.IsDeleted(session, entry.AuthorId))
                    return;

                session[TimelineQueries.AddForReaders]
                    .With("$at", entry.Reel.CreatedAt)
                    .With("$reel", entry.Reel.Id)
                    .With("$author", entry.AuthorId)
                    .With("$readers", array)
                    .Run();
            },
            cancellationToken));
    }

    public ValueTask BackfillAsync(string reader, IReadOnlyList<TimelineEntry> entries,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            var deleted = entries.Select(entry => entry.AuthorId).Distinct()
                .Where(author => SqliteErasureStore.IsDeleted(session, author)).ToHashSet();
            foreach (var entry in entries.Where(entry => !deleted.Contains(entry.AuthorId)))
            {
                session[TimelineQueries.Add]
                    .With("$reader", reader)
                    .With("$at", entry.Reel.CreatedAt)
                    .With("$reel", entry.Reel.Id)
                    .With("$author", entry.AuthorId)
                    .Run();
            }
        },
        cancellationToken));

    public async ValueTask EraseAuthorAsync(string authorId, IReadOnlyCollection<string> readers,
        CancellationToken cancellationToken)
    {
        // One transaction per reader: each scans a whole timeline, and other writes can run in between.
        foreach (var reader in readers)
        {
            await database.WriteAsync(
                session => session[TimelineQueries.EraseAuthor].With("$reader", reader).With("$author", authorId).Run(),
                cancellationToken);
        }
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
