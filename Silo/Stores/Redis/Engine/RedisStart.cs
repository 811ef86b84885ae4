using System.Security.Authentication;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Resilience;
using StackExchange.Redis;

namespace Reels.Silo.Stores.Redis.Engine;

/// <summary>
/// Opens the connection, and logs settings of Redis that may lose likes. There is no schema to make.
/// </summary>
internal sealed class RedisStart(RedisConnection redis, ILogger<RedisStart> logger)
    : EngineStart(Engines.Redis, logger)
{
    private const string Unknown = "unknown";

    private bool _isOpen;

    protected override async Task PrepareAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (!_isOpen)
                await redis.OpenAsync();
            _isOpen = true;
            await CheckSettingsAsync(stoppingToken);
        }
        catch (Exception) when (redis.Untrusted is not null)
        {
            throw new AuthenticationException(redis.Untrusted);
        }
    }

    protected override bool IsRefusal(Exception cause) =>
        cause is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
        || (cause is RedisServerException && RedisFailure.IsOfUser(cause.Message));

    private async Task CheckSettingsAsync(CancellationToken stoppingToken)
    {
        var appendOnly = await GetAsync("appendonly", stoppingToken);
        var appendFsync = await GetAsync("appendfsync", stoppingToken);
        var maxMemoryPolicy = await GetAsync("maxmemory-policy", stoppingToken);
        logger.Connected(appendOnly, appendFsync, maxMemoryPolicy);
        Check("appendonly", appendOnly, "yes");
        Check("appendfsync", appendFsync, "always");
        Check("maxmemory-policy", maxMemoryPolicy, "noeviction");
    }

    private void Check(string setting, string value, string needed)
    {
        if (value != needed && value != Unknown)
            logger.Unsafe(setting, value, needed);
    }

    /// <summary>The value of a setting; unknown where the provider of Redis doesn't let it be read.</summary>
    private async Task<string> GetAsync(string setting, CancellationToken stoppingToken)
    {
        try
        {
            var answer = await redis.ReadAsync(
                database => database.ExecuteAsync("CONFIG", "GET", setting), stoppingToken);
            return answer.Length == 2 ? answer[1].ToString() : Unknown;
        }
        catch (StoreUnavailableException exception)
            when (exception.Cause is RedisServerException answer && !RedisFailure.IsOfUser(answer.Message))
        {
            return Unknown;
        }
    }
}
