using System.Collections.Concurrent;
using Orleans.TestingHost;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces.Reels;
using Xunit;

namespace Reels.Tests.Cluster;

/// <summary>A cluster of three silos, and beside it one of one silo over the same stores: a grain called through both is there twice.</summary>
public sealed class ReelsCluster : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(GrainId, string), int> _begun = new();
    private InProcessTestCluster? _first;
    private InProcessTestCluster? _second;

    internal StoresUnderTest Stores { get; } = new();

    internal StoreProbe Probe => Stores.Probe;

    public IReelGrain Reel(Guid id) => _first!.Client.GetGrain<IReelGrain>(id);

    /// <summary>The same reel through the other cluster: another activation.</summary>
    public IReelGrain ReelElsewhere(Guid id) => _second!.Client.GetGrain<IReelGrain>(id);

    /// <summary>Puts the grain to sleep; the next call wakes it anew.</summary>
    public Task PutToSleep(Guid id) => _first!.DeactivateAsync(Reel(id));

    public bool IsAwake(Guid id) => _first!.TryGetGrainContext(Reel(id).GetGrainId(), out _);

    /// <summary>Waits until so many calls of a method of the reel have run to where they first wait.</summary>
    public Task Begun(Guid id, string method, int count) =>
        Until.True(() => _begun.GetValueOrDefault((Reel(id).GetGrainId(), method)) >= count);

    public async ValueTask InitializeAsync()
    {
        _first = await StartAsync(silos: 3);
        _second = await StartAsync(silos: 1);
    }

    public async ValueTask DisposeAsync()
    {
        if (_second is not null)
            await _second.DisposeAsync();
        if (_first is not null)
            await _first.DisposeAsync();
        Stores.Dispose();
    }

    private async Task<InProcessTestCluster> StartAsync(short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            Stores.AddTo(silo.Services).AddReelsCaching();
            silo.AddIncomingGrainCallFilter(CountAsync);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private async Task CountAsync(IIncomingGrainCallContext call)
    {
        var running = call.Invoke();
        _begun.AddOrUpdate((call.TargetContext.GrainId, call.MethodName), 1, (_, count) => count + 1);
        await running;
    }
}

/// <summary>Its tests run one after the other, for they share the probe and the clock.</summary>
[CollectionDefinition(nameof(ReelsCluster))]
public sealed class ReelsClusterCollection : ICollectionFixture<ReelsCluster>;
