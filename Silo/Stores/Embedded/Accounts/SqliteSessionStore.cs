using System.Text.Json;
using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Accounts;

internal sealed class SqliteSessionStore(EmbeddedDatabase database) : ISessionStore
{
    public ValueTask<bool> AddAsync(Session session, long passwordVersion, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        connection =>
        {
            var isCurrent = connection[AccountQueries.HasPassword].With("$user", session.UserId)
                .With("$version", passwordVersion).Any();
            if (isCurrent)
            {
                Bind(connection[SessionQueries.Insert], session).Run();
                EndExcess(connection, session);
            }

            return isCurrent;
        },
        cancellationToken));

    public ValueTask<Session?> GetAsync(string sessionId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection[SessionQueries.Get].With("$session", sessionId).First(Map),
            cancellationToken);

    public ValueTask<bool> ReplaceAsync(Session session, long expectedSeq, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        connection => Bind(connection[SessionQueries.Replace], session).With("$expected", expectedSeq).Run() > 0,
        cancellationToken));

    public ValueTask EndAsync(string sessionId, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(database.WriteAsync(connection => End(connection, sessionId, now), cancellationToken));

    public ValueTask<int> PurgeAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        connection => connection[SessionQueries.Purge].With("$before", expiredBefore).With("$limit", limit).Run(),
        cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        connection => connection[SessionQueries.Erase].With("$user", userId).With("$limit", limit).Run(),
        cancellationToken));

    /// <summary>
    /// Ends all sessions of a user except one (null: all), inside the transaction that changes the password.
    /// </summary>
    public static void EndOthers(SqliteSession connection, string userId, string? exceptSessionId, DateTimeOffset now)
    {
        foreach (var other in connection[SessionQueries.ListOthers].With("$user", userId)
            .With("$except", exceptSessionId ?? "").List(row => row.GetString(0)))
        {
            End(connection, other, now);
        }
    }

    /// <summary>Ends the sessions that a new one leaves no room for. The new one stays.</summary>
    private static void EndExcess(SqliteSession connection, Session added)
    {
        foreach (var other in connection[SessionQueries.ListExcess]
            .With("$user", added.UserId)
            .With("$now", added.IssuedAt)
            .With("$except", added.Id)
            .With("$limit", ISessionStore.MaxLive)
            .With("$kept", ISessionStore.MaxLive - 1)
            .List(row => row.GetString(0)))
        {
            End(connection, other, added.IssuedAt);
        }
    }

    private static void End(SqliteSession connection, string sessionId, DateTimeOffset now)
    {
        if (connection[SessionQueries.End].With("$session", sessionId).Run() > 0)
            SqliteRevocationStore.Add(connection, Revoked.Session(sessionId), now);
    }

    private static SqliteStatement Bind(SqliteStatement statement, Session session) => statement
        .With("$session", session.Id)
        .With("$user", session.UserId)
        .With("$seq", session.Seq)
        .With("$parent", session.ParentSeq)
        .With("$issued", session.IssuedAt)
        .With("$expires", session.ExpiresAt)
        .With("$ended", session.Ended)
        .With("$uses", WriteUses(session.Uses));

    private static Session Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.Time(4), row.Time(5),
            row.GetBoolean(6))
        {
            Uses = ReadUses(row.GetString(7)),
        };

    private static string WriteUses(IReadOnlyList<TokenUse> uses) =>
        JsonSerializer.Serialize(uses.Select(use => new[] { use.Seq, use.FirstAt.ToUnixTimeMilliseconds() }));

    private static TokenUse[] ReadUses(string json) =>
        [.. JsonSerializer.Deserialize<long[][]>(json)!
            .Select(use => new TokenUse(use[0], DateTimeOffset.FromUnixTimeMilliseconds(use[1])))];
}
