using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Tests.Cluster.Faults;
using Reels.Tests.Conformance.Projection.Likes;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

/// <summary>
/// The projected stores of one silo as the engine of a suite. The other ports are those of the truth's database.
/// </summary>
public class ProjectedStoresFixture : IStoreEngine, IAsyncLifetime
{
    private readonly Func<Task<ILikeTruthEngine>> _openLikeTruth;
    private readonly Func<Task<ILikeProjectionEngine>> _openLikeProjection;
    private Sides? _sides;
    private LikeSides? _likeSides;
    private ProjectedSilo? _silo;
    private LikeSilo? _likes;
    private ServiceProvider? _ports;

    public ProjectedStoresFixture()
        : this(EmbeddedLikeTruthEngine.OpenAsync, EmbeddedLikeProjectionEngine.OpenAsync)
    {
    }

    /// <summary>With the sides of likes in other engines.</summary>
    internal ProjectedStoresFixture(Func<Task<ILikeTruthEngine>> openLikeTruth,
        Func<Task<ILikeProjectionEngine>> openLikeProjection) =>
        (_openLikeTruth, _openLikeProjection) = (openLikeTruth, openLikeProjection);

    public virtual IServiceProvider Ports => _ports!;

    private Sides Sides => _sides!;

    public virtual async ValueTask InitializeAsync()
    {
        _sides = await Sides.OpenAsync(await OpenProjectionAsync());
        _likeSides = new(await _openLikeTruth(), await _openLikeProjection());
        await OpenAsync();
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await Sides.ReopenAsync();
        await _likeSides!.ReopenAsync();
        await OpenAsync();
    }

    /// <summary>Return when the projections have everything that the truths have.</summary>
    public async Task SettledAsync()
    {
        await _likeSides!.DrainedAsync();
        await _silo!.SettledAsync();
    }

    /// <summary>Fail the write where it is committed: in the truth, but likes on either side.</summary>
    public async Task WhileWritesFailAsync(Func<Task> write)
    {
        _likes!.FailCommits();
        await Sides.TruthEngine.WhileWritesFailAsync(write);
        await _likes.RecoverAsync();
    }

    /// <summary>
    /// A command is a call of one of the sides. A write of a port that has no projection is one, which takes effect.
    /// </summary>
    public async Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write)
    {
        var (calls, isOwn) = (-1, new AsyncLocal<bool>());
        var fault = new CallFault(command, afterItsEffect, AndEveryLater: true);
        CallFaults[] sides = [.. new[] { Sides.Truth, Sides.Projection, _likes!.Truth, _likes.Projection }
            .Select(side => new CallFaults(side, fault, _ => isOwn.Value, Next))];
        isOwn.Value = true;
        await CallFaults.TryAsync(write);
        isOwn.Value = false;
        foreach (var side in sides)
            side.Dispose();
        return sides.Any(side => side.Failed is not null) || (command == 0 && calls < 0);

        int Next() => Interlocked.Increment(ref calls);
    }

    /// <summary>Fail reads on both sides.</summary>
    public async Task WhileReadsFailAsync(Func<Task> read)
    {
        // A look of the catch-up would hold a connection that still reads.
        await _silo!.StopAsync();
        _likes!.Truth.Fail();
        _likes.Projection.Fail();
        await Sides.TruthEngine.WhileReadsFailAsync(() => Sides.ProjectionEngine.WhileReadsFailAsync(read));
        await _likes.RecoverAsync();
        await _silo.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_sides is null)
            return;
        await CloseAsync();
        await Sides.DisposeAsync();
        await _likeSides!.DisposeAsync();
    }

    private protected virtual Task<IProjectionEngine> OpenProjectionAsync() => EmbeddedProjectionEngine.OpenAsync();

    private async Task OpenAsync()
    {
        _silo = new ProjectedSilo(Sides);
        _likes = new LikeSilo(_likeSides!);
        _ports = new ServiceCollection()
            .AddEmbeddedStores(Sides.TruthEngine.Stores)
            .AddSingleton<IBlockStore>(_silo.Blocks)
            .AddSingleton<IFollowStore>(_silo.Follows)
            .AddSingleton<ILikeStore>(_likes.Store)
            .AddSingleton<IProfileStore>(_silo.Profiles)
            .BuildServiceProvider();
        await _silo.StartAsync();
        await _likes.StartAsync();
        await Until.TrueAsync(() => _silo.IsCurrent);
    }

    private async Task CloseAsync()
    {
        await _silo!.DisposeAsync();
        await _likes!.DisposeAsync();
        await _ports!.DisposeAsync();
    }
}
