using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Profiles;

namespace Reels.Tests.Conformance.Projection;

/// <summary>The engine that has the projections, and what tests do to it.</summary>
internal interface IProjectionEngine : IAsyncDisposable
{
    IBlockProjection Blocks { get; }

    IFollowProjection Follows { get; }

    IProfileProjection Profiles { get; }

    /// <summary>The stored block, one that has ended too.</summary>
    Task<Block?> GetBlockAsync(string blocker, string blocked);

    /// <summary>The stored edge, one that has ended too.</summary>
    Task<Edge?> GetFollowAsync(string follower, string followee);

    /// <summary>Close the engine and open it again over the same data.</summary>
    Task ReopenAsync();

    /// <summary>
    /// Run <paramref name="read"/> while the engine answers no reads. It answers reads again afterwards.
    /// </summary>
    Task WhileReadsFailAsync(Func<Task> read);
}

/// <summary>Another embedded database.</summary>
internal sealed class EmbeddedProjectionEngine : IProjectionEngine
{
    private readonly EmbeddedStoresFixture _engine = new();

    public IBlockProjection Blocks => new EmbeddedBlockProjection(_engine.Stores.Blocks);

    public IFollowProjection Follows => new EmbeddedFollowProjection(_engine.Stores.Follows);

    public IProfileProjection Profiles => new EmbeddedProfileProjection(_engine.Stores.Database);

    public static async Task<IProjectionEngine> OpenAsync()
    {
        var engine = new EmbeddedProjectionEngine();
        await engine._engine.Stores.Database.WriteAsync(
            session => session.Execute(EmbeddedProfileProjection.Table), CancellationToken.None);
        return engine;
    }

    public Task<Block?> GetBlockAsync(string blocker, string blocked) =>
        _engine.Stores.Blocks.GetAsync(blocker, blocked, default).AsTask();

    public Task<Edge?> GetFollowAsync(string follower, string followee) =>
        _engine.Stores.Follows.GetAsync(follower, followee, default).AsTask();

    public Task ReopenAsync() => _engine.ReopenAsync();

    public Task WhileReadsFailAsync(Func<Task> read) => _engine.WhileReadsFailAsync(read);

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
