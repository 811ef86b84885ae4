using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Reels.Api.Media;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Resilience;
using Reels.Tests.Cluster;
using Reels.Tests.Cluster.Faults;
using Reels.Tests.Conformance.Projection;
using Reels.Tests.Conformance.Projection.Likes;

namespace Reels.Tests.Api.Degradation;

/// <summary>How an engine fails.</summary>
public enum Fault
{
    /// <summary>It refuses every call immediately.</summary>
    Refused,

    /// <summary>It answers no call. An adapter gives up after its limit.</summary>
    Hanging,

    /// <summary>It answers every call, but late.</summary>
    Slow,
}

/// <summary>
/// Puts each port behind the engine that will keep it, and makes the calls of one engine fail, or of several. Its calls
/// have the limit, the bulkhead and the circuit breaker of an adapter's. People, follows and blocks have a truth in
/// MongoDB and a projection in Neo4j, likes a truth in Redis and a projection in MongoDB; an embedded database stands
/// for each.
/// </summary>
internal sealed class EngineFaults(Sides sides, LikeSides likeSides)
{
    /// <summary>That of a silo.</summary>
    private static readonly TimeSpan LikeInterval = TimeSpan.FromMilliseconds(250);

    private const string MinIO = "MinIO";

    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(400);

    private static readonly Dictionary<string, Type[]> Ports = new()
    {
        ["MongoDB"] =
        [
            typeof(IAccountStore), typeof(ISessionStore), typeof(IRevocationStore), typeof(IExternalIdentityStore),
            typeof(ICommentStore), typeof(IErasureStore), typeof(IReportStore), typeof(IStoryStore),
            typeof(IMediaErasureStore), typeof(IClusterIdentityStore), typeof(IMissedAnnouncements),
        ],
        ["Cassandra"] = [typeof(IReelStore), typeof(IOutbox), typeof(ITimelineStore), typeof(ICelebrityStore)],
    };

    private readonly ProjectedSilo _projected = new(sides);
    private readonly LikeSilo _likes = new(likeSides, EngineCalls.DefaultLimit, LikeInterval);
    private readonly Dictionary<string, EngineCalls> _calls = new[] { "Redis", "MongoDB", "Cassandra", "Neo4j", MinIO }
        .ToDictionary(engine => engine, engine => new EngineCalls(
            engine, EngineCalls.DefaultLimit, TimeProvider.System, NullLogger.Instance));
    private ImmutableHashSet<string> _failing = [];
    private Fault _fault;

    public async Task StartAsync()
    {
        sides.Truth.Before = (_, cancellationToken) => FailAsync("MongoDB", cancellationToken);
        sides.Projection.Before = (_, cancellationToken) => FailAsync("Neo4j", cancellationToken);
        _likes.Truth.Before = (_, cancellationToken) => FailAsync("Redis", cancellationToken);
        _likes.Projection.Before = (_, cancellationToken) => FailAsync("MongoDB", cancellationToken);
        await _projected.StartAsync();
        await _likes.StartAsync();
        await SettledAsync();
    }

    /// <summary>Return when each projection has everything that its truth has.</summary>
    public async Task SettledAsync()
    {
        await likeSides.DrainedAsync();
        await _projected.SettledAsync();
    }

    public async ValueTask StopAsync()
    {
        await _projected.DisposeAsync();
        await _likes.DisposeAsync();
    }

    public void AddTo(IServiceCollection services)
    {
        services.RemoveAll<EmbeddedStores>().AddSingleton(sides.TruthEngine.Stores);
        services.Replace(ServiceDescriptor.Singleton<IProfileStore>(_projected.Profiles))
            .Replace(ServiceDescriptor.Singleton<IBlockStore>(_projected.Blocks))
            .Replace(ServiceDescriptor.Singleton<IFollowStore>(_projected.Follows))
            .Replace(ServiceDescriptor.Singleton<ILikeStore>(_likes.Store));
        foreach (var kind in Enum.GetValues<MediaKind>())
        {
            var probe = ProbeOf(kind == MediaKind.Reel ? "Cassandra" : "MongoDB");
            services.Replace(ServiceDescriptor.KeyedSingleton(kind,
                (provider, _) => probe.Wrap(provider.GetRequiredService<EmbeddedStores>().MediaReferences)));
        }

        foreach (var (engine, ports) in Ports)
        {
            var probe = ProbeOf(engine);
            foreach (var port in ports)
                Replace(services, port, store => probe.Wrap(port, store));
        }

        Replace(services, typeof(IMediaStore),
            store => new FaultyMediaStore((IMediaStore)store, token => FailAsync(MinIO, token)));
        foreach (var (engine, calls) in _calls.Where(pair => pair.Key != MinIO))
        {
            services.AddSingleton<IStoreHealth>(new EngineHealth(calls, token => SimulateAsync(engine, token)));
        }
    }

    public void Fail(IEnumerable<string> engines, Fault fault) => (_fault, _failing) = (fault, [.. engines]);

    /// <summary>End the fault, and return when no store avoids the engine any more.</summary>
    public async Task HealAsync()
    {
        _failing = [];
        foreach (var calls in _calls.Values)
        {
            await Until.TrueAsync(async () => !calls.IsRefusing
                || await CallFaults.TryAsync(() => calls.ReadAsync(_ => Task.FromResult(true), default)));
        }

        await Until.TrueAsync(() => !_projected.Profiles.IsTruthResting && !_projected.Blocks.IsTruthResting
            && !_projected.Follows.IsTruthResting && !_likes.Store.IsTruthResting);
    }

    private StoreProbe ProbeOf(string engine) =>
        new() { Before = (_, cancellationToken) => FailAsync(engine, cancellationToken) };

    private static void Replace(IServiceCollection services, Type port, Func<object, object> wrap)
    {
        var store = services.Single(service => service.ServiceType == port).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton(port, provider => wrap(store(provider))));
    }

    private Task<bool> FailAsync(string engine, CancellationToken cancellationToken) =>
        _calls[engine].WriteAsync(token => SimulateAsync(engine, token), cancellationToken);

    private async Task<bool> SimulateAsync(string engine, CancellationToken cancellationToken)
    {
        if (!_failing.Contains(engine))
            return true;
        switch (_fault)
        {
            case Fault.Refused:
                throw new StoreUnavailableException(engine, outcomeUnknown: false);
            case Fault.Hanging:
                // As a driver that doesn't observe its token.
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
            default:
                await Task.Delay(Lateness, cancellationToken);
                break;
        }

        return true;
    }
}
