using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>An embedded database of its own.</summary>
internal sealed class EmbeddedLikeTruthEngine : ILikeTruthEngine
{
    private readonly EmbeddedStoresFixture _engine = new();

    public ILikeTruth Truth => new EmbeddedLikeTruth(_engine.Stores.Database);

    public static async Task<ILikeTruthEngine> OpenAsync()
    {
        var engine = new EmbeddedLikeTruthEngine();
        await engine.WriteAsync(LikeTruthQueries.Tables);
        return engine;
    }

    public Task ReopenAsync() => _engine.ReopenAsync();

    public Task LoseAsync() => WriteAsync(LikeTruthQueries.Lose);

    public Task ExpireAsync() => WriteAsync(LikeTruthQueries.Expire);

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task WriteAsync(string statements) => _engine.Stores.Database.WriteAsync(
        session => session.Execute(statements), CancellationToken.None);
}
