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

    public async Task<Func<Task>> KeepAsync()
    {
        var copy = $"kept_{Some.User()}_";
        await WriteAsync(string.Concat(LikeTruthQueries.All.Select(
            table => $"CREATE TABLE {copy}{table} AS SELECT * FROM {table};")));
        return () => WriteAsync(LikeTruthQueries.Lose + string.Concat(LikeTruthQueries.All.Select(
            table => $"INSERT INTO {table} SELECT * FROM {copy}{table};")));
    }

    public Task ExpireAsync(TimeSpan minAge) => _engine.Stores.Database.WriteAsync(
        session =>
        {
            session[LikeTruthQueries.ExpireStates].With("$age", (long)minAge.TotalMilliseconds).Run();
            session[LikeTruthQueries.EndFull].Run();
        },
        CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task WriteAsync(string statements) => _engine.Stores.Database.WriteAsync(
        session => session.Execute(statements), CancellationToken.None);
}
