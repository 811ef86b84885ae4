using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedRevocationTests : IDisposable
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_000);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-revocations-");

    private EmbeddedOptions Options => new() { Folder = _folder.FullName, WaitForDisk = false };

    [Fact]
    public async Task Revocations_from_before_the_migration_are_kept_once()
    {
        var before = EmbeddedSchema.Scripts.TakeWhile(
            script => !script.Contains("stored_at", StringComparison.Ordinal)).ToList();
        using (var old = new EmbeddedDatabase(Options, before))
        {
            await old.WriteAsync(
                session =>
                {
                    foreach (var subject in new[] { Revoked.User("ada"), Revoked.Session("s"), Revoked.Session("s") })
                    {
                        session["INSERT INTO revocations (subject, revoked_at) VALUES ($subject, $at)"]
                            .With("$subject", subject).With("$at", At).Run();
                    }
                },
                CancellationToken.None);
        }

        using var stores = new EmbeddedStores(Options);
        Revocation[] expected = [new(Revoked.User("ada"), At, At), new(Revoked.Session("s"), At, At)];
        Assert.Equal(expected.OrderBy(revocation => revocation.Subject), await ListAsync(stores));
    }

    [Fact]
    public async Task Places_do_not_go_back_with_the_clock()
    {
        using var stores = new EmbeddedStores(Options);
        var newest = At.AddYears(100);
        await stores.Database.WriteAsync(
            session =>
            {
                session["INSERT INTO revocations (subject, revoked_at, stored_at) VALUES ($subject, $at, $stored)"]
                    .With("$subject", Revoked.Session("ahead")).With("$at", At).With("$stored", newest).Run();
            },
            CancellationToken.None);
        await stores.Accounts.RegisterAsync(new("ada", "ada", "hash", null, At, null), CancellationToken.None);
        await stores.Sessions.AddAsync(new Session("s", "ada", 1, 0, At, At.AddDays(1)), 0, CancellationToken.None);
        await stores.Sessions.EndAsync("s", At, CancellationToken.None);

        var listed = await ListAsync(stores);
        Assert.Equal(newest, listed.Single(revocation => revocation.Subject == Revoked.Session("s")).StoredAt);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<IReadOnlyList<Revocation>> ListAsync(EmbeddedStores stores) =>
        await stores.Revocations.ListAsync(null, 10, CancellationToken.None);
}
