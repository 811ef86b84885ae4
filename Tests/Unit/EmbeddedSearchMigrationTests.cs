using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedSearchMigrationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-search-");

    private EmbeddedOptions Options => new() { Folder = _folder.FullName, WaitForDisk = false };

    [Fact]
    public async Task People_from_before_the_migration_are_found()
    {
        var before = EmbeddedSchema.Scripts.TakeWhile(
            script => !script.Contains("search_keys", StringComparison.Ordinal)).ToList();
        using (var old = new EmbeddedDatabase(Options, before))
        {
            await old.WriteAsync(
                session => session.Execute(
                    "INSERT INTO users (user_id, username, fullname, created_at) "
                        + "VALUES ('1', 'ada', 'Ada ÅNGSTRÖM', 0), ('2', 'ben', NULL, 0)"),
                CancellationToken.None);
        }

        using var stores = new EmbeddedStores(Options);

        foreach (var (text, user) in new[] { ("ada", "1"), ("ång", "1"), ("ben", "2") })
        {
            Assert.Equal(user,
                Assert.Single(await stores.Profiles.SearchAsync(text, null, 10, CancellationToken.None)).UserId);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
