using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>
/// The database, and the commands to it. Until its indexes are made it is unavailable: without them a claim could come
/// twice, and reads would scan.
/// </summary>
internal sealed class MongoEngine
{
    private static readonly BsonDocument Hello = new("hello", 1);

    private readonly EngineCalls _calls;
    private volatile bool _isPrepared;

    public MongoEngine(IMongoClient client, MongoDbOptions options, EngineCalls calls)
    {
        DocumentConventions.Register();
        (_calls, Database) = (calls, MongoConnection.Database(client, options.Database));
    }

    public IMongoDatabase Database { get; }

    public MongoCollection<TDocument> Collection<TDocument>(string name) => new(this, name);

    /// <summary>Lets commands through from now on.</summary>
    public void OpenForCommands() => _isPrepared = true;

    /// <summary>Why the driver has no connection to servers of the connection string.</summary>
    public IEnumerable<Exception> ServerFailures() =>
        Database.Client.Cluster.Description.Servers.Select(server => server.HeartbeatException).OfType<Exception>();

    /// <summary>The clock of the server that takes the writes, to the millisecond.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => ReadAsync(
        async token => new DateTimeOffset((await HelloAsync(token))["localTime"].ToUniversalTime()), cancellationToken);

    /// <summary>Whether the server that was chosen takes writes.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken) =>
        _isPrepared && (await TranslateAsync(HelloAsync, isWrite: false, cancellationToken))
            .GetValue("isWritablePrimary", false).ToBoolean();

    public Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> command, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "")
    {
        ThrowUnlessPrepared();
        return _calls.ReadAsync(token => TranslateAsync(command, isWrite: false, token), cancellationToken, caller);
    }

    /// <summary>
    /// A write that has begun isn't cancelled: callers check their tokens before the step that commits, not after it.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> command, [CallerMemberName] string caller = "")
    {
        ThrowUnlessPrepared();
        return _calls.WriteAsync(token => TranslateAsync(command, isWrite: true, token), CancellationToken.None,
            caller);
    }

    private void ThrowUnlessPrepared()
    {
        if (!_isPrepared)
            throw new StoreUnavailableException(Engines.MongoDb, outcomeUnknown: false);
    }

    private Task<BsonDocument> HelloAsync(CancellationToken cancellationToken) =>
        Database.RunCommandAsync<BsonDocument>(Hello, ReadPreference.Primary, cancellationToken);

    private static async Task<T> TranslateAsync<T>(Func<CancellationToken, Task<T>> command, bool isWrite,
        CancellationToken cancellationToken)
    {
        try
        {
            return await command(cancellationToken);
        }
        catch (Exception exception)
            when (exception is MongoException or TimeoutException or IOException or SocketException)
        {
            throw new StoreUnavailableException(Engines.MongoDb, isWrite && !WasNotSent(exception), exception);
        }
    }

    /// <summary>The driver found no server, or no free connection to one.</summary>
    private static bool WasNotSent(Exception exception) => exception is TimeoutException
        or MongoWaitQueueFullException or MongoConnectionPoolPausedException or MongoAuthenticationException;
}
