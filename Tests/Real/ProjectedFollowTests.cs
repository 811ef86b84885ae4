using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Tests.Conformance;
using Reels.Tests.Real.MongoDb;
using Reels.Tests.Real.Neo4j;
using Xunit;

namespace Reels.Tests.Real;

/// <summary>
/// Follows of one silo with their truth in MongoDB and their projection in Neo4j. The other ports are the embedded
/// ones.
/// </summary>
public sealed class ProjectedFollowsFixture : IStoreEngine, IAsyncLifetime
{
    private readonly MongoFixture _mongo = new();
    private readonly EmbeddedStoresFixture _embedded = new();
    private Neo4jEngine? _neo4j;
    private ProjectedFollowStore? _follows;
    private ServiceProvider? _ports;

    public IServiceProvider Ports => _ports!;

    public int Many => _mongo.Many;

    public int LongList => _mongo.LongList;

    private IFollowTruth Truth => _mongo.Ports.GetRequiredService<IFollowTruth>();

    public async ValueTask InitializeAsync()
    {
        await _mongo.InitializeAsync();
        _neo4j = await Neo4jEngine.OpenAsync();
        await OpenAsync();
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await _mongo.ReopenAsync();
        await _neo4j!.ReopenAsync();
        await OpenAsync();
    }

    /// <summary>Return when the projection has every edge, and the truth has counted all followers.</summary>
    public async Task SettledAsync()
    {
        await Until.TrueAsync(async () =>
            _follows!.IsCurrent && (await Truth.ListUnprojectedAsync(null, 1, default)).Count == 0);
        await _mongo.SettledAsync();
    }

    public Task WhileWritesFailAsync(Func<Task> write) => _mongo.WhileWritesFailAsync(write);

    public Task WhileReadsFailAsync(Func<Task> read) =>
        _mongo.WhileReadsFailAsync(() => _neo4j!.WhileReadsFailAsync(read));

    /// <summary>A command is one of the truth.</summary>
    public Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write) =>
        _mongo.CutAsync(command, afterItsEffect, write);

    public async ValueTask DisposeAsync()
    {
        if (_ports is not null)
            await CloseAsync();
        await _mongo.DisposeAsync();
        if (_neo4j is not null)
            await _neo4j.DisposeAsync();
        _embedded.Dispose();
    }

    private async Task OpenAsync()
    {
        _follows = new(Truth, _neo4j!.Follows, NullLogger<ProjectedFollowStore>.Instance,
            EngineCalls.DefaultLimit);
        _ports = new ServiceCollection()
            .AddEmbeddedStores(_embedded.Stores)
            .AddSingleton<IFollowStore>(_follows)
            .BuildServiceProvider();
        await _follows.StartAsync(CancellationToken.None);
        await Until.TrueAsync(() => _follows.IsCurrent);
    }

    private async Task CloseAsync()
    {
        await _follows!.StopAsync(CancellationToken.None);
        _follows.Dispose();
        await _ports!.DisposeAsync();
    }
}

[Collection(MongoFixture.OneAtATime)]
public sealed class ProjectedFollowStoreTests(ProjectedFollowsFixture projected)
    : FollowStoreConformance(projected), IClassFixture<ProjectedFollowsFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class ProjectedFollowRecoveryTests(ProjectedFollowsFixture projected)
    : FollowRecoveryConformance(projected), IClassFixture<ProjectedFollowsFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class ProjectedEraseTests(ProjectedFollowsFixture projected)
    : EraseConformance(projected), IClassFixture<ProjectedFollowsFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class ProjectedSuggestionTests(ProjectedFollowsFixture projected)
    : SuggestionConformance(projected), IClassFixture<ProjectedFollowsFixture>;
