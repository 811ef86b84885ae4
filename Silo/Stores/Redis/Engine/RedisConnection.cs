using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Reels.Grains.Interfaces;
using Reels.Hosting;
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
    private volatile string? _untrusted;

    /// <summary>
    /// Why the system doesn't trust the certificate that Redis has shown last; null where it does. The driver's own
    /// failures don't always say it.
    /// </summary>
    public string? Untrusted => _untrusted;

    /// <summary>
    /// Lets calls through; without a password, whether Redis is available or not. Waits for a first connection for up
    /// to 2 s.
    /// </summary>
    public async Task OpenAsync()
    {
        var password = options.ReadPassword();
        var driver = await ConnectionMultiplexer.ConnectAsync(Configuration(password));
        try
        {
            if (!string.IsNullOrEmpty(password))
                await SignInAsync(driver.GetDatabase(), password);
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }

        (_driver, _database) = (driver, driver.GetDatabase().WithKeyPrefix(prefix));
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

    /// <summary>
    /// Repeats what the driver did. Where Redis refuses a password, the driver goes on without one, as the default
    /// user.
    /// </summary>
    private async Task SignInAsync(IDatabase database, string password)
    {
        try
        {
            await database.ExecuteAsync("AUTH",
                options.User is { Length: > 0 } user ? [user, password] : (object[])[password]);
        }
        catch (RedisServerException exception)
        {
            throw new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, CommandFlags.None,
                exception.Message, exception, CommandStatus.Unknown);
        }
    }

    private ConfigurationOptions Configuration(string? password)
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            // For CONFIG GET: without it the driver sends no such command.
            AllowAdmin = true,
            AsyncTimeout = ForgetMs,
            BacklogPolicy = BacklogPolicy.FailFast,
            ClientName = "reels",
            ConnectTimeout = ConnectMs,
            DefaultDatabase = options.Database,
            HeartbeatInterval = Heartbeat,
            Password = password,
            ReconnectRetryPolicy = new LinearRetry(ReconnectMs),
            Ssl = options.Tls,
            User = options.User,
        };
        configuration.CertificateValidation += Check;
        foreach (var endpoint in HostList.Split(options.Endpoints))
            configuration.EndPoints.Add(endpoint);

        return configuration;
    }

    /// <summary>Trusts what the system trusts, as the driver does. Keeps the reason where it does not.</summary>
    private bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _untrusted = errors == SslPolicyErrors.None ? null
            : $"The remote certificate is invalid: {errors}"
                + string.Concat(chain?.ChainStatus.Select(status => $", {status.Status}") ?? []);
        return errors == SslPolicyErrors.None;
    }
}
