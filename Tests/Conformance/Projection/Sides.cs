using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Tests.Cluster;

namespace Reels.Tests.Conformance.Projection;

/// <summary>
/// An embedded database with the truths, and an engine with the projections. A probe is in front of each.
/// </summary>
internal sealed class Sides(IProjectionEngine projectionEngine) : IAsyncDisposable
{
    public EmbeddedStoresFixture TruthEngine { get; } = new();

    public IProjectionEngine ProjectionEngine => projectionEngine;

    public StoreProbe Truth { get; } = new();

    public StoreProbe Projection { get; } = new();

    public (IBlockTruth Truth, IBlockProjection Projection) Blocks => (
        Truth.Wrap<IBlockTruth>(new EmbeddedBlockTruth(TruthEngine.Stores)),
        Projection.Wrap(projectionEngine.Blocks));

    public (IProfileTruth Truth, IProfileProjection Projection) Profiles => (
        Truth.Wrap<IProfileTruth>(new EmbeddedProfileTruth(TruthEngine.Stores)),
        Projection.Wrap(projectionEngine.Profiles));

    public (IFollowTruth Truth, IFollowProjection Projection) Follows => (
        Truth.Wrap<IFollowTruth>(new EmbeddedFollowTruth(TruthEngine.Stores)),
        Projection.Wrap(projectionEngine.Follows));

    public static async Task<Sides> OpenAsync(IProjectionEngine projectionEngine)
    {
        var sides = new Sides(projectionEngine);
        await UnprojectedRows.TrackAsync(sides.TruthEngine.Stores.Database);
        return sides;
    }

    /// <summary>Close both engines, and open them again.</summary>
    public async Task ReopenAsync()
    {
        await TruthEngine.ReopenAsync();
        await ProjectionEngine.ReopenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        TruthEngine.Dispose();
        await projectionEngine.DisposeAsync();
    }
}

/// <summary>Makes one side unavailable, or slow.</summary>
internal static class SideFaults
{
    public static void Fail(this StoreProbe side) => side.FailOnly(_ => true);

    /// <summary>Fail the calls with such a name, before their effect.</summary>
    public static void FailOnly(this StoreProbe side, Func<string, bool> fails) =>
        side.Before = (call, _) => fails(call)
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
            : Task.CompletedTask;

    /// <summary>Refuse the writes of the projection; reads go on.</summary>
    public static void FailPuts(this StoreProbe projection) =>
        projection.FailOnly(call => call.EndsWith(".PutAsync", StringComparison.Ordinal));

    /// <summary>Keep all calls waiting until the gate opens, whatever their callers do.</summary>
    public static void Hang(this StoreProbe side, Gate gate) => side.Before = (_, _) => gate.PassAsync();

    public static void Recover(this StoreProbe side) => side.Before = null;
}
