using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Profiles;

namespace Reels.Silo.Stores.Embedded.Accounts;

internal sealed class SqliteExternalIdentityStore(EmbeddedDatabase database) : IExternalIdentityStore
{
    public ValueTask<string?> FindUserAsync(string identity, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindUser(session, identity), cancellationToken);

    public ValueTask<(RegisterOutcome Outcome, string? UserId)> RegisterAsync(NewExternalPerson person,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Register(session, person), cancellationToken));

    public ValueTask EraseAsync(string userId, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => { session[ExternalIdentityQueries.Erase].With("$user", userId).Run(); },
            cancellationToken));

    private static (RegisterOutcome Outcome, string? UserId) Register(SqliteSession session, NewExternalPerson person)
    {
        if (FindUser(session, person.Identity) is { } existing)
            return (RegisterOutcome.Exists, existing);
        var claimed = session[ProfileQueries.ClaimName]
            .With("$username", person.Username)
            .With("$user", person.UserId)
            .With("$now", person.CreatedAt)
            .Run();
        if (claimed == 0)
            return (RegisterOutcome.UsernameTaken, null);

        session[ExternalIdentityQueries.InsertProfile]
            .With("$user", person.UserId)
            .With("$username", person.Username)
            .With("$fullname", person.Fullname)
            .With("$bio", person.Bio)
            .With("$at", person.CreatedAt)
            .Run();
        SearchRows.Add(session, person.UserId, person.Username, person.Fullname);
        session[ExternalIdentityQueries.Insert].With("$identity", person.Identity).With("$user", person.UserId)
            .With("$at", person.CreatedAt).Run();
        return (RegisterOutcome.Registered, person.UserId);
    }

    private static string? FindUser(SqliteSession session, string identity) =>
        session[ExternalIdentityQueries.FindUser].With("$identity", identity).First(row => row.GetString(0));
}
