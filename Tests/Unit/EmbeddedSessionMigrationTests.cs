using Reels.Grains.Accounts;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedSessionMigrationTests : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-sessions-");

    private EmbeddedOptions Options => new() { Folder = _folder.FullName, WaitForDisk = false };

    [Fact]
    public async Task Sessions_from_before_the_migration_continue()
    {
        var before = EmbeddedSchema.Scripts.TakeWhile(
            script => !script.Contains("COLUMN uses", StringComparison.Ordinal)).ToList();
        Assert.Equal(18, before.Count);
        var issued = DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_000);
        using (var old = new EmbeddedDatabase(Options, before))
        {
            await old.WriteAsync(
                session => session.Execute(
                    "INSERT INTO sessions (session_id, user_id, seq, parent_seq, issued_at, expires_at, ended) "
                        + "VALUES ('s', 'u', 3, 2, 1900000000000, 1902592000000, 0)"),
                CancellationToken.None);
        }

        using var stores = new EmbeddedStores(Options);
        var stored = await stores.Sessions.GetAsync("s", CancellationToken.None);

        Assert.Equal(new Session("s", "u", 3, 2, issued, issued + Lifetime), stored);
        var (step, next) = RefreshRule.Decide(stored!, 3, issued.AddSeconds(1), Lifetime);
        Assert.Equal(RefreshStep.Issue, step);
        Assert.True(await stores.Sessions.ReplaceAsync(next, 3, CancellationToken.None));
        Assert.Equal(next, await stores.Sessions.GetAsync("s", CancellationToken.None));
        Assert.Equal((RefreshStep.Repeat, next), RefreshRule.Decide(next, 2, issued.AddSeconds(2), Lifetime));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
