using Reels.Grains.Interfaces.Accounts;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Accounts;

/// <summary>
/// Ends sessions. The mark of a session, or a new password, commits; the revocations follow and can be repeated.
/// </summary>
internal sealed class SessionEnds(MongoEngine engine, PeopleCollections people, MongoRevocationStore revocations)
{
    /// <summary>Sessions that a new password ends with one write: more than nearly anybody has.</summary>
    private const int Page = 200;

    private readonly MongoCollection<SessionDocument> _sessions =
        engine.Collection<SessionDocument>(SessionQueries.Collection);

    /// <summary>Ends the sessions, and revokes them. Those that have ended keep the time at which they did.</summary>
    public async Task EndAsync(IReadOnlyCollection<string> sessionIds, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (sessionIds.Count == 0)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        await _sessions.UpdateManyAsync(SessionQueries.OpenByIds(sessionIds), SessionQueries.End(now));
        await AfterCommit.RunAsync(async () => await RevokeAsync(
            await _sessions.FindAsync(SessionQueries.ByIds(sessionIds), null, sessionIds.Count,
                CancellationToken.None)));
    }

    /// <summary>Revokes those of these sessions that are marked as ended, and not revoked yet.</summary>
    public async Task RevokeAsync(IEnumerable<SessionDocument> sessions)
    {
        var ended = sessions.Where(session => session is { IsEnded: true, IsRevoked: false, EndedAt: not null })
            .ToArray();
        if (ended.Length == 0)
            return;
        await revocations.AddAsync(
            [.. ended.Select(session => (Revoked.Session(session.Id), session.EndedAt!.Value))]);
        await _sessions.UpdateManyAsync(SessionQueries.ByIds(ended.Select(session => session.Id)),
            SessionQueries.Revoked);
    }

    /// <summary>Ends all sessions of a deleted account, which is revoked as a whole.</summary>
    public async Task EndAllAsync(string userId, DateTimeOffset now)
    {
        await _sessions.UpdateManyAsync(SessionQueries.OpenOfUser(userId), SessionQueries.EndAndRevoke(now));
        await revocations.AddAsync([(Revoked.User(userId), now)]);
    }

    /// <summary>Completes the newest change of the password: keeps one session, revokes and marks the others.</summary>
    public async Task SettlePasswordAsync(AccountDocument account)
    {
        if (account.EndingSince is not { } since)
            return;
        List<SessionDocument> page;
        do
        {
            page = await _sessions.FindAsync(
                SessionQueries.OpenOfEarlierPassword(account.Id, account.PasswordVersion), null, Page,
                CancellationToken.None);
            await EndAsync(page, account, since);
        }
        while (page.Count == Page);

        await people.Accounts.UpdateOneAsync(AccountQueries.WithVersion(account.Id, account.PasswordVersion),
            AccountQueries.SessionsEnded);
    }

    private async Task EndAsync(List<SessionDocument> sessions, AccountDocument account, DateTimeOffset since)
    {
        if (sessions.Find(session => !session.HasEnded(account)) is { } kept)
        {
            await _sessions.UpdateOneAsync(SessionQueries.ById(kept.Id),
                SessionQueries.KeepWith(account.PasswordVersion));
        }

        string[] others = [.. sessions.Where(session => session.HasEnded(account)).Select(session => session.Id)];
        if (others.Length == 0)
            return;
        await revocations.AddAsync([.. others.Select(session => (Revoked.Session(session), since))]);
        await _sessions.UpdateManyAsync(SessionQueries.OpenByIds(others), SessionQueries.EndAndRevoke(since));
    }
}
