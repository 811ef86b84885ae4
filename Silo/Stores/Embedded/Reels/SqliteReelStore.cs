using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Media;
using Reels.Silo.Stores.Embedded.Outbox;
using Reels.Silo.Stores.Media;

namespace Reels.Silo.Stores.Embedded.Reels;

internal sealed class SqliteReelStore(EmbeddedDatabase database) : IReelStore
{
    public ValueTask<(PostOutcome Outcome, StoredReel? Reel)> PostAsync(
        StoredReel reel, DateTimeOffset unreferencedSince, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Post(session, reel, unreferencedSince, leaseUntil), cancellationToken));

    public ValueTask<StoredReel?> GetAsync(Guid reelId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Get(session, reelId), cancellationToken);

    public ValueTask<IReadOnlyList<StoredReel>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredReel>>(
            session => session[ReelQueries.GetMany].WithAll("$reels", reelIds.Distinct()).List(Map),
            cancellationToken);

    public ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(
        Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Delete(session, reelId, authorId, now, leaseUntil), cancellationToken));

    /// <summary>
    /// One transaction posts or deletes a reel with all that belongs to it. Only the keys to queue are left.
    /// </summary>
    public ValueTask<(bool IsMade, IReadOnlyList<string> Unreferenced)> SettleAsync(OutboxEntry entry,
        DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
        session => (true, entry.Kind == OutboxKind.Delete ? Unreferenced(session, entry.ReelId) : []),
        cancellationToken);

    public ValueTask<IReadOnlyList<Position>> ListByAuthorAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken) => ListAsync(ReelQueries.ListByAuthor, authorId, before, limit,
        cancellationToken);

    public ValueTask<DateTimeOffset?> NthNewestAsync(string authorId, int nth, DateTimeOffset? madeBy,
        CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session[ReelQueries.NthNewest].With("$author", authorId).With("$skip", nth - 1)
                .With("$at", madeBy ?? DateTimeOffset.MaxValue).First(row => row.TimeOrNull(0)),
            cancellationToken);

    public ValueTask<DateTimeOffset?> LastCreatedAtAsync(string authorId, CancellationToken cancellationToken) =>
        database.ReadAsync(
        session => session[AuthorQueries.LastCreatedAt].With("$author", authorId).First(row => row.TimeOrNull(0)),
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> CountByAuthorsAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken) =>
        database.ReadTogetherAsync<IReadOnlyDictionary<string, long>>(
            session => authorIds.Distinct()
                .ToDictionary(id => id, id => session[AuthorQueries.CountReels].With("$author", id).Number()),
            cancellationToken);

    public ValueTask<int> PurgeAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var reels = session[ReelQueries.Purge].With("$before", deletedBefore).With("$limit", limit).Run();

            // Of all kinds, which are in one table.
            return reels + session[MediaQueries.PurgeGone].With("$before", deletedBefore).With("$limit", limit - reels)
                .Run();
        },
        cancellationToken));

    public ValueTask<IReadOnlyList<Position>> ListAllAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken) => ListAsync(ReelQueries.ListAll, authorId, before, limit,
        cancellationToken);

    public ValueTask EraseAsync(Guid reelId, CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            if (Get(session, reelId) is { } reel)
            {
                ReleaseMedia(session, reel);
                session[ReelQueries.Remove].With("$reel", reelId).Run();
            }
        },
        cancellationToken));

    public ValueTask EraseAuthorAsync(string authorId, CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            session[AuthorQueries.Erase].With("$author", authorId).Run();
            session[MediaQueries.RemoveGoneOf].With("$owner", authorId).Run();
        },
        cancellationToken));

    private ValueTask<IReadOnlyList<Position>> ListAsync(string query, string authorId, Position? before, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Position>>(
        session => session[query].With("$author", authorId).Before(before).With("$limit", limit)
            .List(row => new Position(row.Time(0), row.Id(1))),
        cancellationToken);

    private static (PostOutcome Outcome, StoredReel? Reel) Post(SqliteSession session, StoredReel reel,
        DateTimeOffset unreferencedSince, DateTimeOffset leaseUntil)
    {
        if (Get(session, reel.Id) is { } existing)
            return (PostOutcome.Exists, existing);

        if (MediaHolder.IsGone(session, reel.Media, unreferencedSince)
            || (reel.Cover is { } image && MediaHolder.IsGone(session, image, unreferencedSince)))
        {
            return (PostOutcome.MediaGone, null);
        }

        session[ReelQueries.Insert]
            .With("$reel", reel.Id)
            .With("$author", reel.AuthorId)
            .With("$at", reel.CreatedAt)
            .With("$caption", reel.Caption)
            .With("$alt", reel.AltText)
            .With("$media", MediaColumn.Write(reel.Media))
            .With("$cover", MediaColumn.Write(reel.Cover))
            .With("$request", reel.RequestHash)
            .Run();
        session[AuthorQueries.CountPosted].With("$author", reel.AuthorId).With("$at", reel.CreatedAt).Run();
        var holder = MediaHolder.Reel(reel);
        holder.AddReference(session, reel.Media);
        if (reel.Cover is { } cover)
            holder.AddReference(session, cover);

        SqliteOutbox.Add(session, reel, OutboxKind.Post, leaseUntil);
        return (PostOutcome.Posted, reel with { DeletedAt = null });
    }

    private static (DeleteStatus Status, IReadOnlyList<string> Unreferenced) Delete(
        SqliteSession session, Guid reelId, string authorId, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        if (Get(session, reelId) is not { DeletedAt: null } reel)
            return (DeleteStatus.NotFound, []);

        if (reel.AuthorId != authorId)
            return (DeleteStatus.NotYours, []);

        session[ReelQueries.MarkDeleted].With("$reel", reelId).With("$now", now).Run();
        session[AuthorQueries.CountDeleted].With("$author", authorId).Run();
        SqliteOutbox.Add(session, reel, OutboxKind.Delete, leaseUntil);
        return (DeleteStatus.Deleted, ReleaseMedia(session, reel));
    }

    private static IReadOnlyList<string> ReleaseMedia(SqliteSession session, StoredReel reel) =>
        MediaHolder.Reel(reel).RemoveReferences(session, Keys(reel));

    private static IReadOnlyList<string> Unreferenced(SqliteSession session, Guid reelId) =>
        Get(session, reelId) is not { } reel ? []
            : [.. Keys(reel).Where(key => !session[MediaQueries.IsReferenced].With("$key", key).Any())];

    private static string[] Keys(StoredReel reel) =>
        reel.Cover is { } cover && cover.Key != reel.Media.Key ? [reel.Media.Key, cover.Key] : [reel.Media.Key];

    private static StoredReel? Get(SqliteSession session, Guid reelId) =>
        session[ReelQueries.Get].With("$reel", reelId).First(Map);

    private static StoredReel Map(SqliteDataReader row) => new(
        row.Id(0),
        row.GetString(1),
        row.Time(2),
        row.TextOrNull(3),
        row.TextOrNull(4),
        MediaColumn.Read(row.GetString(5)),
        row.TextOrNull(6) is { } cover ? MediaColumn.Read(cover) : null,
        row.TextOrNull(7),
        row.TimeOrNull(8));
}
