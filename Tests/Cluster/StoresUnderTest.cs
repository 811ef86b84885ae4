using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;

namespace Reels.Tests.Cluster;

/// <summary>
/// The stores that several silos and clusters share, with a probe in front of every port and a clock that only a test
/// moves.
/// </summary>
internal sealed class StoresUnderTest : IDisposable
{
    public IEngineUnderTest Engine { get; } = EnginesUnderTest.Open();

    public IAccountStore Accounts => Port<IAccountStore>();

    public IBlockStore Blocks => Port<IBlockStore>();

    public IClusterIdentityStore ClusterIdentity => Port<IClusterIdentityStore>();

    public ICommentStore Comments => Port<ICommentStore>();

    public IOutbox Outbox => Port<IOutbox>();

    public IExternalIdentityStore ExternalIdentities => Port<IExternalIdentityStore>();

    public IErasureStore Erasures => Port<IErasureStore>();

    public IFollowStore Follows => Port<IFollowStore>();

    public ILikeStore Likes => Port<ILikeStore>();

    public IMediaErasureStore MediaErasures => Port<IMediaErasureStore>();

    public IMissedAnnouncements MissedAnnouncements => Port<IMissedAnnouncements>();

    public ICelebrityStore Celebrities => Port<ICelebrityStore>();

    public IProfileStore Profiles => Port<IProfileStore>();

    public IReelStore Reels => Port<IReelStore>();

    public IReportStore Reports => Port<IReportStore>();

    public IRevocationStore Revocations => Port<IRevocationStore>();

    public ISessionStore Sessions => Port<ISessionStore>();

    public IStoryStore Stories => Port<IStoryStore>();

    public ITimelineStore Timelines => Port<ITimelineStore>();

    public StoreProbe Probe { get; } = new();

    public FakeTimeProvider Time { get; } = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IServiceCollection AddTo(IServiceCollection services)
    {
        foreach (var kind in Enum.GetValues<MediaKind>())
        {
            services.AddKeyedSingleton(kind,
                Probe.Wrap(Engine.Ports.GetRequiredKeyedService<IMediaReferences>(kind), $"References of {kind}"));
        }

        return services
            .AddKeyedSingleton<TimeProvider>(Clock.Key, Time)
            .AddSingleton(Probe.Wrap(Accounts))
            .AddSingleton(Probe.Wrap(Blocks))
            .AddSingleton(Probe.Wrap(ClusterIdentity))
            .AddSingleton(Probe.Wrap(Comments))
            .AddSingleton(Probe.Wrap(Outbox))
            .AddSingleton(Probe.Wrap(ExternalIdentities))
            .AddSingleton(Probe.Wrap(Erasures))
            .AddSingleton(Probe.Wrap(Follows))
            .AddSingleton(Probe.Wrap(Likes))
            .AddSingleton(Probe.Wrap(MediaErasures))
            .AddSingleton(MissedAnnouncements)
            .AddSingleton(Probe.Wrap(Celebrities))
            .AddSingleton(Probe.Wrap(Profiles))
            .AddSingleton(Probe.Wrap(Reels))
            .AddSingleton(Probe.Wrap(Reports))
            .AddSingleton(Probe.Wrap(Revocations))
            .AddSingleton(Probe.Wrap(Sessions))
            .AddSingleton(Probe.Wrap(Stories))
            .AddSingleton(Probe.Wrap(Timelines));
    }

    /// <summary>Make a person; their id.</summary>
    public async Task<string> PersonAsync()
    {
        var id = Guid.NewGuid().ToString("N");
        await Accounts.RegisterAsync(new(id, $"p{id[..20]}", "hash", "A Person", Time.Now(), null),
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
        var (outcome, _) = await Reels.PostAsync(reel, Time.Now().AddDays(-1), Time.Now().AddSeconds(10),
            CancellationToken.None);
        return outcome == PostOutcome.Posted ? id : throw new InvalidOperationException($"{outcome}");
    }

    public async Task DeleteAsync(Guid reelId, string authorId) =>
        await Reels.DeleteAsync(reelId, authorId, Time.Now(), Time.Now().AddSeconds(10),
            CancellationToken.None);

    /// <summary>Close the author's outbox entries, as if they were delivered.</summary>
    public async Task CloseEntriesAsync(string authorId)
    {
        foreach (var entry in await Outbox.ListAsync(authorId, CancellationToken.None))
            await Outbox.RemoveAsync(entry, CancellationToken.None);
    }

    public void Dispose() => Engine.Dispose();

    private TPort Port<TPort>()
        where TPort : class =>
        Engine.Ports.GetRequiredService<TPort>();
}
