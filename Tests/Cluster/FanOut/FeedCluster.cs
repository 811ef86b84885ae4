using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Reels.Grains.Caching;
using Reels.Grains.FanOut;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Grains.Timelines;
using Reels.Tests.Cluster.Faults;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>
/// A cluster of three whole silos on stores that can fail, with a small push limit and few hot entries, and messages
/// between silos that can be lost.
/// </summary>
public sealed class FeedCluster : IAsyncLifetime
{
    /// <summary>Over so many followers an author is merged here.</summary>
    public const int PushLimit = 5;

    public const int HotEntries = 8;

    /// <summary>Short, since a delete that not every silo acknowledged waits for it.</summary>
    public static readonly TimeSpan CacheLife = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan MoveLimit = TimeSpan.FromSeconds(1);
    private static readonly LeaseOptions Leases = new();

    private InProcessTestCluster? _cluster;

    internal StoresUnderTest Stores { get; } = new();

    internal RelayFaults Relays { get; } = new();

    internal InProcessTestCluster Silos => _cluster!;

    public IAuthorGrain Author(string id) => Silos.Client.GetGrain<IAuthorGrain>(id);

    public ITimelineGrain Timeline(string id) => Silos.Client.GetGrain<ITimelineGrain>(id);

    public IUserGrain User(string id) => Silos.Client.GetGrain<IUserGrain>(id);

    public IRelationshipGrain Relationships => Silos.Client.GetGrain<IRelationshipGrain>(0);

    public IReelGrain Reel(Guid id) => Silos.Client.GetGrain<IReelGrain>(id);

    /// <summary>The next call wakes it anew, maybe on another silo.</summary>
    public Task PutToSleepAsync(IAddressable grain) => Silos.DeactivateAsync(grain);

    /// <summary>Has the grain wake on this silo by a call of it.</summary>
    internal async Task WakeOnAsync(InProcessSiloHandle silo, IAddressable grain, Func<Task> call)
    {
        await PutToSleepAsync(grain);
        await call();
        await Until.TrueAsync(async () =>
        {
            if (Silos.TryGetGrainContext(grain.GetGrainId(), out var context)
                && context.Address.SiloAddress == silo.SiloAddress)
            {
                return true;
            }
            try
            {
                await Silos.MigrateAsync(grain, silo.SiloAddress).WaitAsync(MoveLimit);
            }
            catch (TimeoutException)
            {
                // A silo that has just come is not known to all yet.
            }
            await call();
            return false;
        });
    }

    /// <summary>Stops a silo, or kills it, and goes on when the client no longer takes it for a gateway.</summary>
    internal async Task StopAsync(InProcessSiloHandle silo, bool kill = false)
    {
        await (kill ? Silos.KillSiloAsync(silo) : Silos.StopSiloAsync(silo));

        // Grains that were not called before go by the gateways in turn, and a gateway that doesn't answer is left out.
        for (var i = 0; i < 2 * Silos.Silos.Count; i++)
            await Until.TrueAsync(CanCallAnyoneAsync);
    }

    private async Task<bool> CanCallAnyoneAsync()
    {
        try
        {
            await Timeline(Guid.NewGuid().ToString("N")).RecordOwnWrite(OwnWrite.Other);
            return true;
        }
        catch (OrleansException)
        {
            return false;
        }
    }

    /// <summary>A cluster of its own over the same stores: what is called through it are other activations.</summary>
    internal async Task<InProcessTestCluster> StartAnotherAsync(short silos = 1)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            Stores.AddTo(silo.Services);
            silo.Services.Configure<FanOutOptions>(options => options.PushLimit = PushLimit);
            silo.Services.Configure<TimelineOptions>(options => options.HotEntries = HotEntries);
            silo.Services.Configure<CacheOptions>(options => options.Life = CacheLife);
            silo.AddReelsGrains();
            silo.AddOutgoingGrainCallFilter(Relays.OnOutgoingAsync);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>
    /// Nothing fails from now on, and the clock runs past every lease, until all that these people left unfinished is
    /// done.
    /// </summary>
    public async Task RecoverAsync(params string[] people)
    {
        Heal();
        await Until.TrueAsync(async () =>
        {
            if (await IsDoneAsync(people))
                return true;
            Stores.Time.Advance(Leases.Lease + Leases.RecoveryInterval);
            return false;
        });
    }

    /// <summary>Waits until everything is done by those who began it: the clock stands.</summary>
    public Task DeliveredAsync(params string[] people) => Until.TrueAsync(() => IsDoneAsync(people));

    public void Heal()
    {
        (Stores.Probe.Before, Stores.Probe.After) = (null, null);
        Relays.Heal();
    }

    public async ValueTask InitializeAsync() => _cluster = await StartAnotherAsync(silos: 3);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Stores.Dispose();
    }

    /// <summary>Whether these people's deliveries are closed, and their edges and blocks wait for nothing.</summary>
    public async Task<bool> IsDoneAsync(params string[] people)
    {
        foreach (var person in people)
        {
            if ((await Stores.Embedded.Outbox.ListAsync(person, CancellationToken.None)).Count > 0)
                return false;
            var edges = await Stores.Embedded.Follows.ListFollowingAsync(person, null, 1_000, CancellationToken.None);
            if (edges.Any(edge => edge.Pending != EdgePending.None))
                return false;
            var blocks = await Stores.Embedded.Blocks.ListAsync(person, null, 1_000, CancellationToken.None);
            if (blocks.Any(block => block.Pending != BlockPending.None))
                return false;
        }
        return true;
    }
}

/// <summary>Its tests run one after the other, for they share the faults and the clock.</summary>
[CollectionDefinition(nameof(FeedCluster))]
public sealed class FeedClusterCollection : ICollectionFixture<FeedCluster>;
