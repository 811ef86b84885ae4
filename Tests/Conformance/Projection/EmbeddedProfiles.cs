using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Profiles;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Tests.Conformance.Projection;

/// <summary>The profiles of an embedded database as a truth.</summary>
internal sealed class EmbeddedProfileTruth(EmbeddedStores stores) : IProfileTruth
{
    private const string List =
        "SELECT user_id, deleted_seq FROM unprojected_profiles WHERE user_id > $user ORDER BY user_id LIMIT $limit";

    private const string All = """
        SELECT user_id, 0 FROM users WHERE user_id > $after
        UNION ALL
        SELECT user_id, deleted_seq FROM unprojected_profiles WHERE user_id > $after AND deleted_seq IS NOT NULL
        ORDER BY user_id LIMIT $limit
        """;

    private const string Mark = """
        DELETE FROM unprojected_profiles WHERE user_id = $user
            AND (deleted_seq = $seq OR EXISTS (SELECT 1 FROM users WHERE user_id = $user AND seq = $seq))
        """;

    private readonly IProfileStore _profiles = stores.Profiles;

    public ValueTask<IReadOnlyList<ProfileRow>> ListUnprojectedAsync(ProfileRow? after, int limit,
        CancellationToken cancellationToken) => stores.Database.ReadTogetherAsync<IReadOnlyList<ProfileRow>>(
        session => [.. session[List].With("$user", after?.UserId ?? "").With("$limit", limit)
            .List(row => (UserId: row.GetString(0), DeletedSeq: row.IsDBNull(1) ? 0 : row.GetInt64(1)))
            .Select(row => RowOf(session, row.UserId, row.DeletedSeq))],
        cancellationToken);

    public ValueTask<IReadOnlyList<ProfileRow>> ListAllAsync(string after, int limit,
        CancellationToken cancellationToken) => stores.Database.ReadTogetherAsync<IReadOnlyList<ProfileRow>>(
        session => [.. session[All].With("$after", after).With("$limit", limit)
            .List(row => RowOf(session, row.GetString(0), row.GetInt64(1)))],
        cancellationToken);

    public ValueTask MarkProjectedAsync(IReadOnlyList<ProfileRow> rows, CancellationToken cancellationToken) =>
        new(stores.Database.WriteAsync(
            session =>
            {
                foreach (var row in rows)
                    session[Mark].With("$user", row.UserId).With("$seq", row.Seq).Run();
            },
            cancellationToken));

    public ValueTask BeginAsync(StoredProfile profile) => _profiles.BeginAsync(profile);

    public ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => _profiles.GetManyAsync(userIds, cancellationToken);

    public ValueTask<string?> FindIdByNameAsync(string username, CancellationToken cancellationToken) =>
        _profiles.FindIdByNameAsync(username, cancellationToken);

    public ValueTask<IReadOnlyList<SearchPosition>> SearchAsync(string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken) => _profiles.SearchAsync(text, after, limit, cancellationToken);

    public ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile,
        IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken) =>
        _profiles.UpdateAsync(userId, change, unreferencedSince, cancellationToken);

    private static ProfileRow RowOf(SqliteSession session, string userId, long deletedSeq) =>
        SqliteProfileStore.Get(session, userId) is { } profile
            ? ProfileRow.Of(profile)
            : new ProfileRow(userId, deletedSeq, null);
}

/// <summary>A table of another embedded database as the projection of profiles.</summary>
internal sealed class EmbeddedProfileProjection(EmbeddedDatabase database) : IProfileProjection
{
    public const string Table = """
        CREATE TABLE IF NOT EXISTS projected_profiles (
            user_id    TEXT PRIMARY KEY,
            username   TEXT,
            fullname   TEXT,
            bio        TEXT,
            avatar_key TEXT,
            created_at INTEGER,
            seq        INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    private const string Put = """
        INSERT INTO projected_profiles VALUES ($user, $username, $fullname, $bio, $avatar, $at, $seq)
        ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, fullname = excluded.fullname,
            bio = excluded.bio, avatar_key = excluded.avatar_key, created_at = excluded.created_at, seq = excluded.seq
        WHERE excluded.seq > seq
        """;

    private const string GetSeq = "SELECT seq FROM projected_profiles WHERE user_id = $user";

    private const string Get = "SELECT * FROM projected_profiles WHERE user_id = $user AND username IS NOT NULL";

    public ValueTask PutAsync(IReadOnlyList<ProfileRow> rows, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
            session =>
            {
                foreach (var (userId, seq, profile) in rows)
                {
                    session[Put]
                        .With("$user", userId)
                        .With("$username", profile?.Username)
                        .With("$fullname", profile?.Fullname)
                        .With("$bio", profile?.Bio)
                        .With("$avatar", profile?.AvatarKey)
                        .With("$at", profile?.CreatedAt)
                        .With("$seq", seq)
                        .Run();
                }
            },
            cancellationToken));

    public ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => database.ReadTogetherAsync<IReadOnlyList<StoredProfile>>(
        session => [.. userIds.Distinct().Select(id => session[Get].With("$user", id).First(SqliteProfileStore.Map))
            .OfType<StoredProfile>()],
        cancellationToken);

    public ValueTask<IReadOnlyList<Difference<ProfileRow>>> ListDifferingAsync(IReadOnlyList<ProfileRow> rows,
        CancellationToken cancellationToken) => database.ReadTogetherAsync<IReadOnlyList<Difference<ProfileRow>>>(
        session => [.. rows
            .Select(row => (Row: row,
                Seq: session[GetSeq].With("$user", row.UserId).List(found => found.GetInt64(0))))
            .Where(pair => pair.Seq is not [var seq] || seq != pair.Row.Seq
                || session[Get].With("$user", pair.Row.UserId).First(SqliteProfileStore.Map) != pair.Row.Profile)
            .Select(pair => new Difference<ProfileRow>(pair.Row, pair.Seq is [var seq] ? seq : null))],
        cancellationToken);
}
