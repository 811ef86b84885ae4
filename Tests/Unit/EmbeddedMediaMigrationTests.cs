using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedMediaMigrationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-media-migration-");

    private EmbeddedOptions Options => new() { Folder = _folder.FullName, WaitForDisk = false };

    [Fact]
    public async Task Lost_keys_from_before_the_migration_stay_lost()
    {
        var before = EmbeddedSchema.Scripts.TakeWhile(
            script => !script.Contains("TABLE media_gone", StringComparison.Ordinal)).ToList();
        Assert.Equal(23, before.Count);
        var (queued, erased, used) = (Some.Media(), Some.Media(), Some.Media(MediaKind.Avatar));
        var owner = Some.User();
        using (var old = new EmbeddedDatabase(Options, before))
        {
            await old.WriteAsync(
                session =>
                {
                    foreach (var (key, isErased) in new[] { (queued.Key, 0L), (erased.Key, 1L) })
                    {
                        session["INSERT INTO media_erasures (media_key, owner, erased) VALUES ($key, $owner, $erased)"]
                            .With("$key", key).With("$owner", owner).With("$erased", isErased).Run();
                    }

                    session["INSERT INTO users (user_id, username, avatar_key, created_at) VALUES ($user, '', $key, 0)"]
                        .With("$user", owner).With("$key", used.Key).Run();
                    session["INSERT INTO media_refs (media_key, holder_kind, holder) VALUES ($key, 2, $holder)"]
                        .With("$key", used.Key).With("$holder", System.Text.Encoding.UTF8.GetBytes(owner)).Run();
                },
                CancellationToken.None);
        }

        using var stores = new EmbeddedStores(Options);
        Assert.Equal([queued.Key], await stores.MediaErasures.ListAsync(10, default));
        Assert.Equal([queued.Key],
            await stores.MediaReferences.FindUnreferencedAsync([used.Key, queued.Key], default));
        foreach (var lost in new[] { queued, erased })
        {
            var (outcome, _) = await stores.Reels.PostAsync(Some.Reel(media: lost), Some.LongAgo, Some.Now, default);
            Assert.Equal(PostOutcome.MediaGone, outcome);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
