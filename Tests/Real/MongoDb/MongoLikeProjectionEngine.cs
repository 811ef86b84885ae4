using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Likes;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection.Likes;

namespace Reels.Tests.Real.MongoDb;

/// <summary>
/// A database of its own on the real server. Only the driver's limits end a call: tests don't fail because the machine
/// is slow.
/// </summary>
internal sealed class MongoLikeProjectionEngine : ILikeProjectionEngine
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly MongoDbOptions _options = new()
    {
        CallLimit = Limit,
        ConnectionString = $"mongodb://{Servers.Host}:{MongoFixture.Port}",
        Database = "reels-likes-" + Some.User(),
    };

    private MongoClient? _client;
    private MongoEngine? _engine;

    public ILikeProjection Projection => new MongoLikeProjection(_engine!, MinAge);

    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Skips the test where no servers run.</summary>
    public static async Task<ILikeProjectionEngine> OpenAsync()
    {
        await Servers.NeedAsync(MongoFixture.Port);
        var engine = new MongoLikeProjectionEngine();
        await engine.ConnectAsync();
        return engine;
    }

    public Task ReopenAsync()
    {
        _client!.Dispose();
        return ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DropDatabaseAsync(_options.Database);
        _client.Dispose();
    }

    private async Task ConnectAsync()
    {
        _client = MongoConnection.Open(_options);
        _engine = new(_client, _options,
            new(Engines.MongoDb, _options.CallLimit, new FakeTimeProvider(), NullLogger.Instance));
        using var schema = new MongoSchema(_engine, LikeQueries.Indexes, NullLogger<MongoSchema>.Instance);
        await schema.StartAsync(CancellationToken.None);
        await schema.Ready;
        await schema.StopAsync(CancellationToken.None);
    }
}
