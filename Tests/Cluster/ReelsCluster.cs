using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Reels.Grains.Accounts;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Users;
using Xunit;

namespace Reels.Tests.Cluster;

/// <summary>
/// A cluster of three silos, and another of one silo over the same stores: a grain that is called through both has two
/// activations.
/// </summary>
public sealed class ReelsCluster : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(GrainId, string), int> _begun = new();
    private InProcessTestCluster? _first;
    private InProcessTestCluster? _second;

    /// <summary>Limit of people that a person may follow here.</summary>
    public const int MaxFollowees = 30;

    internal StoresUnderTest Stores { get; } = new();

    internal StoreProbe Probe => Stores.Probe;

    public IClusterClient Client => _first!.Client;

    /// <summary>A client of the other cluster: its calls reach other activations.</summary>
    public IClusterClient ClientElsewhere => _second!.Client;

    public IReelGrain Reel(Guid id) => _first!.Client.GetGrain<IReelGrain>(id);

    /// <summary>The same reel through the other cluster: another activation.</summary>
    public IReelGrain ReelElsewhere(Guid id) => _second!.Client.GetGrain<IReelGrain>(id);

    /// <summary>Deactivate the grain; the next call activates it again.</summary>
    public Task PutToSleepAsync(Guid id) => PutToSleepAsync(Reel(id));

    /// <inheritdoc cref="PutToSleepAsync(Guid)"/>
    public Task PutToSleepAsync(IAddressable grain) => _first!.DeactivateAsync(grain);

    public bool IsAwake(Guid id) => IsAwake(Reel(id));

    public bool IsAwake(IAddressable grain) => _first!.TryGetGrainContext(grain.GetGrainId(), out _);

    /// <summary>Wait until this many calls of a method of the reel have run up to their first wait.</summary>
    public Task BegunAsync(Guid id, string method, int count) =>
        Until.TrueAsync(() => _begun.GetValueOrDefault((Reel(id).GetGrainId(), method)) >= count);

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
            silo.Services.Configure<PasswordHashingOptions>(hashing => hashing.HashingIterations = 1_000);
            silo.Services.Configure<FollowOptions>(timeline => timeline.MaxFollowees = MaxFollowees);
            Stores.AddTo(silo.Services).AddViews().AddAccounts().AddUsers();
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

/// <summary>Its tests run one after the other, because they share the probe and the clock.</summary>
[CollectionDefinition(nameof(ReelsCluster))]
public sealed class ReelsClusterCollection : ICollectionFixture<ReelsCluster>;
