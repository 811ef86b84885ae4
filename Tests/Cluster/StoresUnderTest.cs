using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Tests.Cluster;

/// <summary>
/// One embedded database that several silos and clusters share, with a probe in front of every port and a clock that
/// only a test moves. No commit waits for the disk.
/// </summary>
internal sealed class StoresUnderTest : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reels-cluster-").FullName;

    public StoresUnderTest() => Embedded = new(new EmbeddedOptions { Folder = _folder, WaitForDisk = false });

    /// <summary>The stores behind the probe.</summary>
    public EmbeddedStores Embedded { get; }

    public StoreProbe Probe { get; } = new();

    public FakeTimeProvider Time { get; } = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IServiceCollection AddTo(IServiceCollection services) => services
        .AddKeyedSingleton<TimeProvider>(Clock.Key, Time)
        .AddSingleton(Probe.Wrap(Embedded.Accounts))
        .AddSingleton(Probe.Wrap(Embedded.Blocks))
        .AddSingleton(Probe.Wrap(Embedded.Comments))
        .AddSingleton(Probe.Wrap(Embedded.Outbox))
        .AddSingleton(Probe.Wrap(Embedded.ExternalIdentities))
        .AddSingleton(Probe.Wrap(Embedded.Erasures))
        .AddSingleton(Probe.Wrap(Embedded.Follows))
        .AddSingleton(Probe.Wrap(Embedded.Likes))
        .AddSingleton(Probe.Wrap(Embedded.MediaErasures))
        .AddSingleton(Probe.Wrap(Embedded.Celebrities))
        .AddSingleton(Probe.Wrap(Embedded.Profiles))
        .AddSingleton(Probe.Wrap(Embedded.Reels))
        .AddSingleton(Probe.Wrap(Embedded.Reports))
        .AddSingleton(Probe.Wrap(Embedded.Revocations))
        .AddSingleton(Probe.Wrap(Embedded.Sessions))
        .AddSingleton(Probe.Wrap(Embedded.Stories))
        .AddSingleton(Probe.Wrap(Embedded.Timelines));

    /// <summary>Make a person; their id.</summary>
    public async Task<string> PersonAsync()
    {
        var id = Guid.NewGuid().ToString("N");
        await Embedded.Accounts.RegisterAsync(new(id, $"p{id[..20]}", "hash", "A Person", Time.Now(), null),
            CancellationToken.None);
        return id;
    }

    public async Task<(string One, string Other)> TwoPeopleAsync() => (await PersonAsync(), await PersonAsync());

    public async Task<string[]> PeopleAsync(int count)
    {
        var people = new string[count];
        for (var i = 0; i < count; i++)
            people[i] = await PersonAsync();
        return people;
    }

    /// <summary>Post a reel of the author; its id.</summary>
    public async Task<Guid> ReelAsync(string authorId, string? caption = null)
    {
        var id = Guid.NewGuid();
        var media = new MediaItem($"reels/{id:N}.jpg", MediaKind.Reel, "image/jpeg", 1_000, 640, 480, null, Time.Now());
        var reel = new StoredReel(id, authorId, Time.Now(), caption, null, media, null, null);
        var (outcome, _) = await Embedded.Reels.PostAsync(reel, Time.Now().AddDays(-1), Time.Now().AddSeconds(10),
            CancellationToken.None);
        return outcome == PostOutcome.Posted ? id : throw new InvalidOperationException($"{outcome}");
    }

    public async Task DeleteAsync(Guid reelId, string authorId) =>
        await Embedded.Reels.DeleteAsync(reelId, authorId, Time.Now(), Time.Now().AddSeconds(10),
            CancellationToken.None);

    public void Dispose()
    {
        Embedded.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
