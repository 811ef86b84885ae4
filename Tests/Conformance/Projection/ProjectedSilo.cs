using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Tests.Conformance.Projection;

/// <summary>The projected stores of one silo, over sides that several silos share.</summary>
internal sealed class ProjectedSilo(Sides sides) : IAsyncDisposable
{
    public ProjectedBlockStore Blocks { get; } =
        new(sides.Blocks.Truth, sides.Blocks.Projection, NullLogger<ProjectedBlockStore>.Instance,
            EngineCalls.DefaultLimit);

    public ProjectedFollowStore Follows { get; } =
        new(sides.Follows.Truth, sides.Follows.Projection, NullLogger<ProjectedFollowStore>.Instance,
            EngineCalls.DefaultLimit);

    public ProjectedProfileStore Profiles { get; } =
        new(sides.Profiles.Truth, sides.Profiles.Projection, NullLogger<ProjectedProfileStore>.Instance,
            EngineCalls.DefaultLimit);

    /// <summary>Whether none of the projections lags.</summary>
    public bool IsCurrent => Blocks.IsCurrent && Follows.IsCurrent && Profiles.IsCurrent;

    private BackgroundService[] CatchUps => [Blocks, Follows, Profiles];

    /// <summary>Return when the projections have everything that the truths have.</summary>
    public Task SettledAsync() => Until.TrueAsync(async () => IsCurrent
        && (await sides.Profiles.Truth.ListUnprojectedAsync(null, 1, default)).Count == 0
        && (await sides.Blocks.Truth.ListUnprojectedAsync(null, 1, default)).Count == 0
        && (await sides.Follows.Truth.ListUnprojectedAsync(null, 1, default)).Count == 0);

    public Task StartAsync() => Task.WhenAll(CatchUps.Select(store => store.StartAsync(CancellationToken.None)));

    public Task StopAsync() => Task.WhenAll(CatchUps.Select(store => store.StopAsync(CancellationToken.None)));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var store in CatchUps)
            store.Dispose();
    }
}
