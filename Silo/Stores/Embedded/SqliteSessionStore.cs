using Microsoft.Data.Sqlite;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Queries;

namespace Reels.Silo.Stores.Embedded;

internal sealed class SqliteSessionStore(EmbeddedDatabase database) : ISessionStore
{
    public ValueTask AddAsync(Session session, CancellationToken cancellationToken) =>
        new(database.Write(connection => { Bind(connection[SessionQueries.Insert], session).Run(); }, cancellationToken));

    public ValueTask<Session?> GetAsync(string sessionId, CancellationToken cancellationToken) =>
        database.Read(connection => connection[SessionQueries.Get].With("$session", sessionId).First(Map), cancellationToken);

    public ValueTask<bool> ReplaceAsync(Session session, long expectedSeq, CancellationToken cancellationToken) => new(database.Write(
        connection => Bind(connection[SessionQueries.Replace], session).With("$expected", expectedSeq).Run() > 0,
        cancellationToken));

    public ValueTask EndAsync(string sessionId, CancellationToken cancellationToken) =>
        new(database.Write(connection => { connection[SessionQueries.End].With("$session", sessionId).Run(); }, cancellationToken));

    public ValueTask EndAllAsync(string userId, string? exceptSessionId, CancellationToken cancellationToken) => new(database.Write(
        connection => { connection[SessionQueries.EndAll].With("$user", userId).With("$except", exceptSessionId ?? "").Run(); },
        cancellationToken));

    public ValueTask<int> PurgeAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken) => new(database.Write(
        connection => connection[SessionQueries.Purge].With("$before", expiredBefore).With("$limit", limit).Run(),
        cancellationToken));

    private static SqliteStatement Bind(SqliteStatement statement, Session session) => statement
        .With("$session", session.Id)
        .With("$user", session.UserId)
        .With("$seq", session.Seq)
        .With("$parent", session.ParentSeq)
        .With("$issued", session.IssuedAt)
        .With("$expires", session.ExpiresAt)
        .With("$ended", session.Ended);

    private static Session Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.Time(4), row.Time(5), row.GetBoolean(6));
}
