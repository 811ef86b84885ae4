using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Media;

namespace Reels.Silo.Stores.Embedded.Profiles;

internal sealed class SqliteProfileStore(EmbeddedDatabase database) : IProfileStore
{
    public ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredProfile>>(
            session => session[ProfileQueries.GetMany].WithAll("$users", userIds.Distinct()).List(Map),
            cancellationToken);

    /// <summary>There is no copy.</summary>
    public ValueTask BeginAsync(StoredProfile profile) => ValueTask.CompletedTask;

    public ValueTask<string?> FindIdByNameAsync(string username, CancellationToken cancellationToken) =>
        database.ReadAsync(
        session => session[ProfileQueries.FindIdByName].With("$username", username).First(row => row.TextOrNull(0)),
        cancellationToken);

    public ValueTask<IReadOnlyList<SearchPosition>> SearchAsync(string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync(session => SearchRows.Find(session, SearchText.Of(text), after, limit), cancellationToken);

    public ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile,
        IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Update(session, userId, change, unreferencedSince), cancellationToken));

    private static (UpdateProfileStatus Status, StoredProfile? Profile, IReadOnlyList<string> Unreferenced) Update(
        SqliteSession session, string userId, ProfileChange change, DateTimeOffset unreferencedSince)
    {
        if (Get(session, userId) is not { } before)
            return (UpdateProfileStatus.UserNotFound, null, []);

        var after = Changed(before, change);
        if (after.AvatarKey != before.AvatarKey && change.Avatar is { } avatar
            && MediaHolder.IsGone(session, avatar, unreferencedSince))
        {
            return (UpdateProfileStatus.MediaGone, null, []);
        }

        if (after.Username != before.Username && !Rename(session, before, after))
            return (UpdateProfileStatus.UsernameTaken, null, []);

        var unreferenced = after.AvatarKey != before.AvatarKey ? MoveAvatar(session, before, change.Avatar) : [];

        if (after != before)
        {
            after = after with { Seq = before.Seq + 1 };
            session[ProfileQueries.Update]
                .With("$user", userId)
                .With("$username", after.Username)
                .With("$fullname", after.Fullname)
                .With("$bio", after.Bio)
                .With("$avatar", after.AvatarKey)
                .With("$seq", after.Seq)
                .Run();
        }

        if (after.Username != before.Username || after.Fullname != before.Fullname)
            SearchRows.Replace(session, after);

        return (UpdateProfileStatus.Updated, after, unreferenced);
    }

    private static StoredProfile Changed(StoredProfile before, ProfileChange change) => before with
    {
        Username = change.Fields.HasFlag(ProfileFields.Username) ? change.Username ?? before.Username : before.Username,
        Fullname = change.Fields.HasFlag(ProfileFields.Fullname) ? change.Fullname : before.Fullname,
        Bio = change.Fields.HasFlag(ProfileFields.Bio) ? change.Bio : before.Bio,
        AvatarKey = change.Fields.HasFlag(ProfileFields.Avatar) ? change.Avatar?.Key : before.AvatarKey,
    };

    private static bool Rename(SqliteSession session, StoredProfile before, StoredProfile after)
    {
        // There is no time to compare with, so every held name counts as held: a name is never taken too early.
        var claimed = session[ProfileQueries.ClaimName].With("$username", after.Username).With("$user", after.UserId)
            .With("$now", long.MinValue).Run();
        if (claimed == 0)
            return false;

        session[ProfileQueries.ReleaseName].With("$username", before.Username).With("$user", before.UserId).Run();
        return true;
    }

    private static IReadOnlyList<string> MoveAvatar(SqliteSession session, StoredProfile before, MediaItem? next)
    {
        var holder = MediaHolder.Avatar(before.UserId);
        if (next is not null)
            holder.AddReference(session, next);

        return before.AvatarKey is { } last ? holder.RemoveReferenceAndQueue(session, last) : [];
    }

    internal static StoredProfile? Get(SqliteSession session, string userId) =>
        session[ProfileQueries.Get].With("$user", userId).First(Map);

    internal static StoredProfile Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.Time(5),
            row.GetInt64(6));
}
