using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>The engine of the projection of likes.</summary>
internal interface ILikeProjectionEngine : IAsyncDisposable
{
    ILikeProjection Projection { get; }

    /// <summary>How long a row that isn't liked is kept at least: 10 s unless set.</summary>
    TimeSpan MinAge { get; set; }

    /// <summary>Close the engine and open it again over the same data.</summary>
    Task ReopenAsync();
}

/// <summary>An embedded database of its own.</summary>
internal sealed class EmbeddedLikeProjectionEngine : ILikeProjectionEngine
{
    private readonly EmbeddedStoresFixture _engine = new();

    public ILikeProjection Projection => new EmbeddedLikeProjection(_engine.Stores.Database) { MinAge = MinAge };

    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(10);

    public static async Task<ILikeProjectionEngine> OpenAsync()
    {
        var engine = new EmbeddedLikeProjectionEngine();
        await engine._engine.Stores.Database.WriteAsync(
            session => session.Execute(LikeProjectionQueries.Tables), CancellationToken.None);
        return engine;
    }

    public Task ReopenAsync() => _engine.ReopenAsync();

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
