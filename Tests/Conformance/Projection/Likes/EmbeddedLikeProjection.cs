using System.Collections.Immutable;
using System.Text.Json;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>
/// Likes in tables of another embedded database, with what the real engine of the projection promises: each document
/// and each row is written in a step of its own.
/// </summary>
internal sealed class EmbeddedLikeProjection(EmbeddedDatabase database) : ILikeProjection
{
    /// <summary>A call that was sent takes effect, even if its caller gives it up.</summary>
    private static readonly CancellationToken Sent = CancellationToken.None;

    public required TimeSpan MinAge { get; init; }

    public ValueTask<LikeEpochs> GetEpochsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(GetEpochs, Sent);

    public ValueTask<LikeEpochs> RaiseEpochsAsync(LikeEpochs epochs, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            session[LikeProjectionQueries.RaiseEpochs].With("$epoch", epochs.Newest).With("$lost", epochs.LostBefore)
                .Run();
            return GetEpochs(session);
        },
        Sent));

    public ValueTask<IReadOnlyList<ReelDocument>> GetManyAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken) => database.ReadTogetherAsync<IReadOnlyList<ReelDocument>>(
        session => [.. reelIds.Distinct().SelectMany(id => session[LikeProjectionQueries.Get].With("$reel", id)
            .List(MapReel))],
        Sent);

    public ValueTask<IReadOnlyList<ReelDocument>> ListReelsAsync(Guid after, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<ReelDocument>>(
        session => session[LikeProjectionQueries.ListReels].With("$after", after).With("$limit", limit).List(MapReel),
        Sent);

    public ValueTask<bool> TryPutAsync(ReelDocument document, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[document.Version == 1 ? LikeProjectionQueries.Insert : LikeProjectionQueries.Update]
            .With("$reel", document.ReelId).With("$version", document.Version).With("$epoch", document.Epoch)
            .With("$checked", document.Checked).With("$inTruth", document.IsInTruth).With("$likes", document.Count)
            .With("$closed", document.IsClosed).With("$pending", JsonSerializer.Serialize(document.Pending)).Run() > 0,
        Sent));

    public ValueTask ClearPendingAsync(Guid reelId, long version, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[LikeProjectionQueries.ClearPending].With("$reel", reelId).With("$version", version).Run(),
        Sent));

    public async ValueTask PutRowsAsync(IReadOnlyCollection<LikeRow> rows, long changedIn,
        CancellationToken cancellationToken) => await Task.WhenAll(rows.Select(row => database.WriteAsync(
        session => session[LikeProjectionQueries.PutRow].With("$reel", row.ReelId).With("$user", row.UserId)
            .With("$liked", row.Liked).With("$at", row.At).With("$epoch", row.Seq.Epoch)
            .With("$number", row.Seq.Number).With("$changedIn", changedIn).With("$now", Now).Run(),
        Sent)));

    public ValueTask<IReadOnlyList<LikeRow>> GetRowsAsync(IReadOnlyCollection<Guid> reelIds,
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<LikeRow>>(
            session => [.. reelIds.Distinct().SelectMany(reel => userIds.Distinct().SelectMany(
                user => session[LikeProjectionQueries.GetRow].With("$reel", reel).With("$user", user).List(MapRow)))],
            Sent);

    public ValueTask<IReadOnlyList<LikeRow>> ListChangedAsync(Guid reelId, long afterEpoch, string after, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<LikeRow>>(
        session => session[LikeProjectionQueries.ListChanged].With("$reel", reelId).With("$epoch", afterEpoch)
            .With("$after", after).With("$limit", limit).List(MapRow),
        Sent);

    public ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<PersonPosition>>(
        session => session[LikeProjectionQueries.List].With("$reel", reelId).Before(before).With("$limit", limit)
            .List(row => new PersonPosition(row.Time(0), row.GetString(1))),
        Sent);

    public ValueTask<IReadOnlyList<Guid>> ListLikedAsync(string userId, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Guid>>(
        session => session[LikeProjectionQueries.ListLiked].With("$user", userId).With("$limit", limit)
            .List(row => row.Id(0)),
        Sent);

    public ValueTask<IReadOnlyList<Guid>> ListEndedAsync(string userId, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Guid>>(
        session => session[LikeProjectionQueries.ListEnded].With("$user", userId).With("$until", Now - MinAge)
            .With("$limit", limit).List(row => row.Id(0)),
        Sent);

    public ValueTask RemoveAsync(Guid reelId, string userId, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[LikeProjectionQueries.RemoveRow].With("$reel", reelId).With("$user", userId).Run(),
        Sent));

    public ValueTask<int> RemoveAsync(Guid reelId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[LikeProjectionQueries.RemoveRows].With("$reel", reelId).With("$limit", limit).Run(),
        Sent));

    /// <summary>The engine's own clock.</summary>
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static LikeEpochs GetEpochs(SqliteSession session) =>
        session[LikeProjectionQueries.GetEpochs].List(row => new LikeEpochs(row.GetInt64(0), row.GetInt64(1)))
            .SingleOrDefault();

    private static ReelDocument MapReel(Microsoft.Data.Sqlite.SqliteDataReader row) => new(
        row.Id(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4), row.GetInt64(5),
        row.GetBoolean(6), JsonSerializer.Deserialize<ImmutableArray<LikeRow>>(row.GetString(7)));

    private static LikeRow MapRow(Microsoft.Data.Sqlite.SqliteDataReader row) => new(
        row.Id(0), row.GetString(1), row.GetBoolean(2), row.Time(3), new(row.GetInt64(4), row.GetInt64(5)));
}

internal static class LikeProjectionQueries
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS projected_epochs (
            id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, lost INTEGER NOT NULL
        );
        CREATE TABLE IF NOT EXISTS projected_reels (
            reel_id  BLOB    PRIMARY KEY,
            version  INTEGER NOT NULL,
            epoch    INTEGER NOT NULL,
            checked  INTEGER NOT NULL,
            in_truth INTEGER NOT NULL,
            likes    INTEGER NOT NULL,
            closed   INTEGER NOT NULL,
            pending  TEXT    NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS projected_likes (
            reel_id    BLOB    NOT NULL,
            user_id    TEXT    NOT NULL,
            liked      INTEGER NOT NULL,
            at         INTEGER NOT NULL,
            epoch      INTEGER NOT NULL,
            number     INTEGER NOT NULL,
            changed_in INTEGER NOT NULL,
            stored_at  INTEGER NOT NULL,
            PRIMARY KEY (reel_id, user_id)
        ) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS projected_likes_by_user ON projected_likes (user_id, liked);
        """;

    public const string GetEpochs = "SELECT epoch, lost FROM projected_epochs WHERE id = 1";

    public const string RaiseEpochs = """
        INSERT INTO projected_epochs VALUES (1, $epoch, $lost)
        ON CONFLICT (id) DO UPDATE SET epoch = MAX(epoch, $epoch), lost = MAX(lost, $lost)
        """;

    public const string Get = "SELECT * FROM projected_reels WHERE reel_id = $reel";

    public const string ListReels =
        "SELECT * FROM projected_reels WHERE reel_id > $after ORDER BY reel_id LIMIT $limit";

    public const string Insert = """
        INSERT OR IGNORE INTO projected_reels
        VALUES ($reel, $version, $epoch, $checked, $inTruth, $likes, $closed, $pending)
        """;

    public const string Update = """
        UPDATE projected_reels SET version = $version, epoch = $epoch, checked = $checked, in_truth = $inTruth,
            likes = $likes, closed = $closed, pending = $pending
        WHERE reel_id = $reel AND version = $version - 1
        """;

    public const string ClearPending =
        "UPDATE projected_reels SET pending = '[]' WHERE reel_id = $reel AND version = $version";

    public const string PutRow = """
        INSERT INTO projected_likes VALUES ($reel, $user, $liked, $at, $epoch, $number, $changedIn, $now)
        ON CONFLICT (reel_id, user_id) DO UPDATE SET liked = excluded.liked, at = excluded.at, epoch = excluded.epoch,
            number = excluded.number, changed_in = excluded.changed_in, stored_at = excluded.stored_at
        WHERE (excluded.epoch, excluded.number) > (epoch, number)
        """;

    private const string Row = "SELECT reel_id, user_id, liked, at, epoch, number FROM projected_likes ";

    public const string GetRow = Row + "WHERE reel_id = $reel AND user_id = $user";

    public const string ListChanged = Row + """
        WHERE reel_id = $reel AND changed_in > $epoch AND user_id > $after ORDER BY user_id LIMIT $limit
        """;

    public const string List = """
        SELECT at, user_id FROM projected_likes WHERE reel_id = $reel AND liked = 1 AND (at, user_id) < ($at, $id)
        ORDER BY at DESC, user_id DESC LIMIT $limit
        """;

    public const string ListLiked =
        "SELECT reel_id FROM projected_likes WHERE user_id = $user AND liked = 1 LIMIT $limit";

    public const string ListEnded = """
        SELECT reel_id FROM projected_likes WHERE user_id = $user AND liked = 0 AND stored_at <= $until LIMIT $limit
        """;

    public const string RemoveRow = "DELETE FROM projected_likes WHERE reel_id = $reel AND user_id = $user";

    public const string RemoveRows = """
        DELETE FROM projected_likes WHERE reel_id = $reel AND user_id IN
            (SELECT user_id FROM projected_likes WHERE reel_id = $reel LIMIT $limit)
        """;
}
