using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Accounts;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Media;
using Reels.Silo.Stores.Embedded.Profiles;

namespace Reels.Silo.Stores.Embedded.Erasures;

internal sealed class SqliteErasureStore(EmbeddedDatabase database) : IErasureStore
{
    public ValueTask<bool> BeginAsync(
        string userId, DateTimeOffset now, DateTimeOffset nameHeldUntil, DateTimeOffset lookAgainAt,
        DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
            session =>
            {
                if (!Remove(session, userId, nameHeldUntil))
                    return false;

                session[SessionQueries.EndAll].With("$user", userId).Run();
                SqliteRevocationStore.Add(session, Revoked.User(userId), now);
                session[ErasureQueries.Insert]
                    .With("$user", userId)
                    .With("$again", lookAgainAt)
                    .With("$shard", Shards.Of(userId))
                    .With("$lease", leaseUntil)
                    .Run();
                return true;
            },
            cancellationToken));

    /// <summary>Nothing is left to do: one transaction begins an erasure.</summary>
    public ValueTask FinishBeginAsync(string userId, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : default;

    public ValueTask<Erasure?> GetAsync(string userId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session[ErasureQueries.Get].With("$user", userId)
            .First(row => new Erasure(row.GetString(0), row.Time(1))),
        cancellationToken);

    public ValueTask ExtendLeaseAsync(string userId, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => { session[ErasureQueries.ExtendLease].With("$user", userId).With("$lease", leaseUntil).Run(); },
        cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListLapsedAsync(
        IReadOnlyCollection<int> shards, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            database.ReadTogetherAsync(
            session => session.ListLapsed(ErasureQueries.ListLapsed, shards, now, limit, row => row.GetString(0)),
            cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListUnsweptAsync(DateTimeOffset now, int limit,
        CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        session => session[ErasureQueries.ListUnswept].With("$now", now).With("$limit", limit)
            .List(row => row.GetString(0)),
        cancellationToken);

    public ValueTask MarkSweptAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            foreach (var user in userIds)
                session[ErasureQueries.MarkSwept].With("$user", user).Run();
        },
        cancellationToken));

    public ValueTask<bool> CloseAsync(string userId, CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            if (session[ErasureQueries.IsOpen].With("$user", userId).Any())
                return false;

            session[MediaQueries.RemoveGoneOf].With("$owner", userId).Run();
            session[ErasureQueries.Remove].With("$user", userId).Run();
            return true;
        },
        cancellationToken));

    public ValueTask<int> ReleaseNamesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[ErasureQueries.ReleaseNames].With("$now", now).With("$limit", limit).Run(),
        cancellationToken));

    private static bool Remove(SqliteSession session, string userId, DateTimeOffset nameHeldUntil)
    {
        if (session[ProfileQueries.Get].With("$user", userId).First(SqliteProfileStore.Map) is not { } profile)
            return false;

        if (profile.AvatarKey is { } avatar)
            MediaHolder.Avatar(userId).RemoveReferenceAndQueue(session, avatar);

        session[ErasureQueries.HoldName].With("$username", profile.Username).With("$user", userId)
            .With("$until", nameHeldUntil).Run();
        session[ProfileQueries.RemoveSearchKeys].With("$user", userId).Run();
        session[ErasureQueries.RemoveProfile].With("$user", userId).Run();
        session[ErasureQueries.RemoveAccount].With("$user", userId).Run();
        return true;
    }
}
