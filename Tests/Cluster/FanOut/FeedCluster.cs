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
using Reels.Tests.Api;
using Reels.Tests.Cluster.Faults;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>
/// A cluster of three complete silos with a small push limit and few hot entries. Its stores can fail, and messages
/// between its silos can be lost.
/// </summary>
public sealed class FeedCluster : IAsyncLifetime
{
    /// <summary>An author with more followers is a celebrity here.</summary>
    public const int PushLimit = 5;

    public const int HotEntries = 8;

    /// <summary>Short, because a delete that not every silo acknowledged waits for it.</summary>
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

    /// <summary>Deactivate the grain; the next call activates it again, maybe on another silo.</summary>
    public Task PutToSleepAsync(IAddressable grain) => Silos.DeactivateAsync(grain);

    /// <summary>Have the grain activated on this silo, by this call of it.</summary>
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
                // Not every silo knows yet a silo that has just joined.
            }
            await call();
            return false;
        });
    }

    /// <summary>Stop or kill a silo, and return when the client does not use it as a gateway any more.</summary>
    internal async Task StopAsync(InProcessSiloHandle silo, bool kill = false)
    {
        await (kill ? Silos.KillSiloAsync(silo) : Silos.StopSiloAsync(silo));

        // Calls to new grains use the gateways in turn, and the client drops a gateway that does not answer.
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

    /// <summary>Start a separate cluster over the same stores: calls through it reach other activations.</summary>
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
    /// End all faults, and advance the clock past every lease until nothing that these people began is unfinished.
    /// </summary>
    public async Task RecoverAsync(params string[] people)
    {
        Heal();
        await Until.TrueAsync(async () =>
        {
            if (await IsDoneAsync(people))
                return true;
            Stores.Time.Advance(Leases.Lease + Leases.RecoveryInterval);
            // What has begun needs time on a server: it would never end if its leases did again and again.
            await Task.Delay(StoresOfTests.AreReal ? 200 : 0);
            return false;
        });
    }

    /// <summary>Wait until everything is done without recovery: the clock does not move.</summary>
    public Task DeliveredAsync(params string[] people) => Until.TrueAsync(() => IsDoneAsync(people));

    public void Heal()
    {
        (Stores.Probe.Before, Stores.Probe.Instead, Stores.Probe.After) = (null, null, null);
        Relays.Heal();
    }

    public async ValueTask InitializeAsync() => _cluster = await StartAnotherAsync(silos: 3);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Stores.Dispose();
    }

    /// <summary>Whether these people's outboxes are empty, and their edges and blocks have nothing pending.</summary>
    public async Task<bool> IsDoneAsync(params string[] people)
    {
        foreach (var person in people)
        {
            if ((await Stores.Outbox.ListAsync(person, CancellationToken.None)).Count > 0)
                return false;
            var edges = await Stores.Follows.ListFollowingAsync(person, null, 1_000, CancellationToken.None);
            if (edges.Any(edge => edge.Pending != EdgePending.None))
                return false;
            var blocks = await Stores.Blocks.ListAsync(person, null, 1_000, CancellationToken.None);
            if (blocks.Any(block => block.Pending != BlockPending.None))
                return false;
        }
        return true;
    }
}

/// <summary>Its tests run one after the other, because they share the faults and the clock.</summary>
[CollectionDefinition(nameof(FeedCluster))]
public sealed class FeedClusterCollection : ICollectionFixture<FeedCluster>;
