using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Accounts;

internal sealed class MongoSessionStore(MongoEngine engine, PeopleCollections people, SessionEnds ends) : ISessionStore
{
    private readonly MongoCollection<SessionDocument> _sessions =
        engine.Collection<SessionDocument>(SessionQueries.Collection);

    public async ValueTask<bool> AddAsync(Session session, long passwordVersion, CancellationToken cancellationToken)
    {
        if (await FindAccountAsync(session.UserId, cancellationToken) is not { } account
            || account.PasswordVersion != passwordVersion)
        {
            return false;
        }

        await ends.SettlePasswordAsync(account);
        cancellationToken.ThrowIfCancellationRequested();
        var isNew = await _sessions.InsertAsync(SessionDocument.Of(session, passwordVersion));
        return await AfterCommit.RunAsync(async () =>
        {
            var now = await FindAccountAsync(session.UserId, CancellationToken.None);
            if (now?.PasswordVersion != passwordVersion)
            {
                if (isNew)
                    await _sessions.DeleteOneAsync(SessionQueries.ById(session.Id));
                return false;
            }

            await EndExcessAsync(session);
            return true;
        });
    }

    public async ValueTask<Session?> GetAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await _sessions.FindOneAsync(SessionQueries.ById(sessionId), cancellationToken) is not { } session)
            return null;
        await ends.RevokeAsync([session]);
        return session.Session(
            session.IsEnded || session.HasEnded(await FindAccountAsync(session.UserId, cancellationToken)));
    }

    public async ValueTask<bool> ReplaceAsync(Session session, long expectedSeq, CancellationToken cancellationToken)
    {
        if (await _sessions.FindOneAsync(SessionQueries.ById(session.Id), cancellationToken) is not { } stored
            || stored.Seq != expectedSeq
            || stored.HasEnded(await FindAccountAsync(stored.UserId, cancellationToken)))
        {
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await _sessions.UpdateOneAsync(SessionQueries.OpenWithSeq(session.Id, expectedSeq),
            SessionQueries.Replace(session));
    }

    public ValueTask EndAsync(string sessionId, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(ends.EndAsync([sessionId], now, cancellationToken));

    public ValueTask<int> PurgeAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken) =>
        RemoveAsync(SessionQueries.ExpiredBefore(expiredBefore), SessionQueries.FirstExpired, limit, cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        RemoveAsync(SessionQueries.OfUser(userId), null, limit, cancellationToken);

    private async ValueTask<int> RemoveAsync(FilterDefinition<SessionDocument> which,
        SortDefinition<SessionDocument>? order, int limit, CancellationToken cancellationToken)
    {
        var found = await _sessions.FindAsync(which, order, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return found.Count == 0
            ? 0
            : (int)await _sessions.DeleteManyAsync(SessionQueries.ByIds(found.Select(session => session.Id)));
    }

    /// <summary>Ends the sessions that a new one leaves no room for. The new one stays.</summary>
    private async Task EndExcessAsync(Session added)
    {
        var excess = await _sessions.FindAsync(SessionQueries.OthersLiveAt(added), SessionQueries.NewestFirst,
            ISessionStore.MaxLive, CancellationToken.None, skip: ISessionStore.MaxLive - 1);
        await ends.EndAsync([.. excess.Select(session => session.Id)], added.IssuedAt, CancellationToken.None);
    }

    /// <summary>Null where the account is deleted, or never was.</summary>
    private async Task<AccountDocument?> FindAccountAsync(string userId, CancellationToken cancellationToken)
    {
        var user = people.FindLiveUserAsync(userId, cancellationToken);
        var account = people.Accounts.FindOneAsync(AccountQueries.ById(userId), cancellationToken);
        return await user is null ? null : await account;
    }
}
