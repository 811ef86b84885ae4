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

    [Fact]
    public async Task Keys_of_the_previous_rules_are_made_again()
    {
        var before = EmbeddedSchema.Scripts.TakeWhile(
            script => !script.Contains("DELETE FROM search_keys", StringComparison.Ordinal)).ToList();
        Assert.NotEqual(EmbeddedSchema.Scripts.Count, before.Count);
        using (var old = new EmbeddedDatabase(Options, before))
        {
            await old.WriteAsync(
                session => session.Execute("""
                    INSERT INTO users (user_id, username, fullname, created_at) VALUES
                        ('1', 'irem', 'İrem Işık', 0), ('2', 'john.smith', 'Anne-Marie O''Brien', 0),
                        ('3', 'three', NULL, 0);
                    INSERT INTO search_keys (key, is_word, user_id) VALUES
                        ('irem', 0, '1'), ('i̇rem ışık', 1, '1'), ('ışık', 1, '1'),
                        ('john.smith', 0, '2'), ('anne-marie o''brien', 1, '2'), ('o''brien', 1, '2'),
                        ('three', 0, '3');
                    """),
                CancellationToken.None);
        }

        using var stores = new EmbeddedStores(Options);

        foreach (var (text, user) in new[]
        {
            ("irem", "1"), ("isik", "1"), ("IŞIK", "1"), ("@john.smith", "2"), ("smith", "2"), ("marie", "2"),
            ("obrien", "2"), ("three", "3"),
        })
        {
            Assert.Equal(user,
                Assert.Single(await stores.Profiles.SearchAsync(text, null, 10, CancellationToken.None)).UserId);
        }
        Assert.Equal(0,
            await stores.Database.ReadAsync(
                session => session["SELECT COUNT(*) FROM search_keys WHERE key LIKE '%''%' AND key NOT LIKE ' %'"]
                    .Number(),
                CancellationToken.None));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
