using System.Runtime.CompilerServices;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Settings;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace Reels.Silo.Stores.Redis.Engine;

/// <summary>
/// The connection of this process, which all calls share. Calls are refused until it was opened, and immediately while
/// it is lost: the driver makes a new one in the background.
/// </summary>
/// <param name="options">Where Redis is.</param>
/// <param name="calls">The calls to Redis.</param>
/// <param name="prefix">Put before each key; set by tests alone, which share a server.</param>
internal sealed class RedisConnection(RedisOptions options, EngineCalls calls, string prefix = "") : IAsyncDisposable
{
    /// <summary>How often the driver looks for lost connections and for calls to forget.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between two attempts to connect. The driver's own default takes longer with each.</summary>
    private const int ReconnectMs = 200;

    private const int ConnectMs = 2_000;

    /// <summary>
    /// When the driver forgets a call. Whoever waited was answered before, by <see cref="EngineCalls"/>.
    /// </summary>
    private const int ForgetMs = 2_000;

    private ConnectionMultiplexer? _driver;
    private IDatabase? _database;

    /// <summary>
    /// Lets calls through, whether Redis is available or not. Waits for a first connection for up to 2 s.
    /// </summary>
    public async Task OpenAsync()
    {
        _driver = await ConnectionMultiplexer.ConnectAsync(Configuration());
        _database = _driver.GetDatabase().WithKeyPrefix(prefix);
    }

    public Task<T> ReadAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") =>
        calls.ReadAsync(_ => ExecuteAsync(command, isWrite: false), cancellationToken, caller);

    public Task<T> WriteAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "")
    {
        cancellationToken.ThrowIfCancellationRequested();
        return calls.WriteAsync(_ => ExecuteAsync(command, isWrite: true), cancellationToken, caller);
    }

    /// <summary>
    /// Whether Redis takes writes now: a PING is answered also where memory is full. For the health check, which makes
    /// it one of the calls.
    /// </summary>
    public Task<bool> IsAnsweringAsync() => ExecuteAsync(
        database => database.StringSetAsync("reels:health", 1, TimeSpan.FromMinutes(1)), isWrite: false);

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
            await _driver.DisposeAsync();
    }

    private async Task<T> ExecuteAsync<T>(Func<IDatabase, Task<T>> command, bool isWrite)
    {
        try
        {
            return await command(
                _database ?? throw new StoreUnavailableException(Engines.Redis, outcomeUnknown: false));
        }
        catch (Exception exception) when (RedisFailure.IsOne(exception))
        {
            throw RedisFailure.Translate(exception, isWrite);
        }
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            AsyncTimeout = ForgetMs,
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = "reels",
            ConnectTimeout = ConnectMs,
            DefaultDatabase = options.Database,
            HeartbeatInterval = Heartbeat,
            Password = options.ReadPassword(),
            ReconnectRetryPolicy = new LinearRetry(ReconnectMs),
            Ssl = options.Tls,
            User = options.User,
        };
        foreach (var endpoint in options.Endpoints.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            configuration.EndPoints.Add(endpoint);
        }

        return configuration;
    }
}
