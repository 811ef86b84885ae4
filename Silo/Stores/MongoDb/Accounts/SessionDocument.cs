using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Accounts;

internal sealed record SessionDocument
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public long Seq { get; init; }

    public long ParentSeq { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public IReadOnlyList<UseDocument> Uses { get; init; } = [];

    /// <summary>Of the password with which it began; raised where a new password keeps it.</summary>
    public long PasswordVersion { get; init; }

    public bool IsEnded { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether its access tokens are revoked.</summary>
    public bool IsRevoked { get; init; }

    public static SessionDocument Of(Session session, long passwordVersion) => new()
    {
        Id = session.Id,
        UserId = session.UserId,
        Seq = session.Seq,
        ParentSeq = session.ParentSeq,
        IssuedAt = session.IssuedAt,
        ExpiresAt = session.ExpiresAt,
        IsEnded = session.Ended,
        Uses = UseDocument.Of(session),
        PasswordVersion = passwordVersion,
    };

    /// <summary>Whether it has ended, by itself, with a password or with its account.</summary>
    /// <param name="account">Null where the account is deleted.</param>
    public bool HasEnded(AccountDocument? account) => IsEnded || account is null
        || PasswordVersion < account.PasswordVersion
            - (Id == account.KeptSession && account.EndingSince is not null ? 1 : 0);

    public Session Session(bool hasEnded) => new(Id, UserId, Seq, ParentSeq, IssuedAt, ExpiresAt, hasEnded)
    {
        Uses = [.. Uses.Select(use => new TokenUse(use.Seq, use.FirstAt))],
    };
}

internal sealed record UseDocument
{
    public long Seq { get; init; }

    public DateTimeOffset FirstAt { get; init; }

    public static UseDocument[] Of(Session session) =>
        [.. session.Uses.Select(use => new UseDocument { Seq = use.Seq, FirstAt = use.FirstAt })];
}

internal static class SessionQueries
{
    public const string Collection = "sessions";

    private static readonly FilterDefinitionBuilder<SessionDocument> Where = Builders<SessionDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<SessionDocument> Then = Builders<SessionDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"userId": 1, "isEnded": 1, "issuedAt": -1, "_id": -1}"""),
        new(Collection, """{"expiresAt": 1}"""),
    ];

    public static SortDefinition<SessionDocument> NewestFirst => Builders<SessionDocument>.Sort
        .Descending(session => session.IssuedAt).Descending(session => session.Id);

    public static SortDefinition<SessionDocument> FirstExpired =>
        Builders<SessionDocument>.Sort.Ascending(session => session.ExpiresAt);

    private static FilterDefinition<SessionDocument> Open => Where.Eq(session => session.IsEnded, false);

    public static FilterDefinition<SessionDocument> ById(string sessionId) =>
        Where.Eq(session => session.Id, sessionId);

    public static FilterDefinition<SessionDocument> ByIds(IEnumerable<string> sessionIds) =>
        Where.In(session => session.Id, sessionIds);

    public static FilterDefinition<SessionDocument> OpenByIds(IEnumerable<string> sessionIds) =>
        ByIds(sessionIds) & Open;

    public static FilterDefinition<SessionDocument> OpenWithSeq(string sessionId, long seq) =>
        ById(sessionId) & Where.Eq(session => session.Seq, seq) & Open;

    public static FilterDefinition<SessionDocument> OfUser(string userId) =>
        Where.Eq(session => session.UserId, userId);

    public static FilterDefinition<SessionDocument> OpenOfUser(string userId) => OfUser(userId) & Open;

    public static FilterDefinition<SessionDocument> OpenOfEarlierPassword(string userId, long version) =>
        OpenOfUser(userId) & Where.Lt(session => session.PasswordVersion, version);

    public static FilterDefinition<SessionDocument> OthersLiveAt(Session session) => OpenOfUser(session.UserId)
        & Where.Gt(other => other.ExpiresAt, session.IssuedAt) & Where.Ne(other => other.Id, session.Id);

    public static FilterDefinition<SessionDocument> ExpiredBefore(DateTimeOffset time) =>
        Where.Lt(session => session.ExpiresAt, time);

    public static UpdateDefinition<SessionDocument> Replace(Session session) => Then
        .Set(stored => stored.UserId, session.UserId)
        .Set(stored => stored.Seq, session.Seq)
        .Set(stored => stored.ParentSeq, session.ParentSeq)
        .Set(stored => stored.IssuedAt, session.IssuedAt)
        .Set(stored => stored.ExpiresAt, session.ExpiresAt)
        .Set(stored => stored.IsEnded, session.Ended)
        .Set(stored => stored.Uses, UseDocument.Of(session));

    public static UpdateDefinition<SessionDocument> End(DateTimeOffset now) =>
        Then.Set(session => session.IsEnded, true).Set(session => session.EndedAt, now);

    public static UpdateDefinition<SessionDocument> EndAndRevoke(DateTimeOffset now) =>
        End(now).Set(session => session.IsRevoked, true);

    public static UpdateDefinition<SessionDocument> Revoked => Then.Set(session => session.IsRevoked, true);

    public static UpdateDefinition<SessionDocument> KeepWith(long version) =>
        Then.Set(session => session.PasswordVersion, version);
}
