using Microsoft.Data.Sqlite;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Profiles;

namespace Reels.Silo.Stores.Embedded.Accounts;

internal sealed class SqliteAccountStore(EmbeddedDatabase database) : IAccountStore
{
    public ValueTask<(RegisterOutcome Outcome, Account? Account)> RegisterAsync(NewAccount account,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Register(session, account), cancellationToken));

    public ValueTask<Account?> FindByNameAsync(string username, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session[AccountQueries.FindByName].With("$username", username).First(Map),
            cancellationToken);

    public ValueTask<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session[AccountQueries.FindById].With("$user", userId).First(Map),
            cancellationToken);

    public ValueTask<bool> SetPasswordHashAsync(
        string userId, string passwordHash, string expectedHash, string? exceptSessionId, DateTimeOffset now,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            if (session[AccountQueries.SetPasswordHash].With("$user", userId).With("$hash", passwordHash)
                .With("$expected", expectedHash).Run() == 0)
            {
                return false;
            }

            SqliteSessionStore.EndOthers(session, userId, exceptSessionId, now);
            return true;
        },
        cancellationToken));

    /// <summary>Nothing is left to do: one transaction changes a password and ends the sessions.</summary>
    public ValueTask SettlePasswordAsync(string userId, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : default;

    private static (RegisterOutcome Outcome, Account? Account) Register(SqliteSession session, NewAccount account)
    {
        if (session[AccountQueries.FindById].With("$user", account.UserId).First(Map) is { } existing)
            return (RegisterOutcome.Exists, existing);

        var claimed = session[ProfileQueries.ClaimName]
            .With("$username", account.Username)
            .With("$user", account.UserId)
            .With("$now", account.CreatedAt)
            .Run();
        if (claimed == 0)
            return (RegisterOutcome.UsernameTaken, null);

        session[AccountQueries.InsertProfile]
            .With("$user", account.UserId)
            .With("$username", account.Username)
            .With("$fullname", account.Fullname)
            .With("$at", account.CreatedAt)
            .Run();
        SearchRows.Add(session, account.UserId, account.Username, account.Fullname);
        session[AccountQueries.Insert]
            .With("$user", account.UserId)
            .With("$hash", account.PasswordHash)
            .With("$request", account.RequestHash)
            .With("$at", account.CreatedAt)
            .Run();
        return (RegisterOutcome.Registered,
            new Account(account.UserId, account.Username, account.PasswordHash, account.RequestHash,
                PasswordVersion: 0));
    }

    private static Account Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetInt64(4));
}
