using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis.Engine;
using Reels.Silo.Stores.Redis.Likes;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection.Likes;
using StackExchange.Redis;

namespace Reels.Tests.Real.Redis;

/// <summary>
/// Keys of its own on the real server, with a prefix. Only the driver's limits end a call: tests don't fail because the
/// machine is slow.
/// </summary>
internal sealed class RedisLikeTruthEngine : ILikeTruthEngine
{
    /// <summary>The classes run one after the other: they share one small server.</summary>
    public const string Collection = "Redis";

    public const int Port = 6_379;

    private const string Lose =
        "for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do redis.call('DEL', key) end";

    /// <summary>All keys, each with its content and when it expires.</summary>
    private const string Keep = """
        local kept = {}
        for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
            kept[#kept + 1] = key
            kept[#kept + 1] = redis.call('DUMP', key)
            kept[#kept + 1] = redis.call('PEXPIRETIME', key)
        end
        return kept
        """;

    private const string GoBack = Lose + """

        for place = 2, #ARGV, 3 do
            redis.call('RESTORE', ARGV[place], math.max(0, tonumber(ARGV[place + 2])), ARGV[place + 1], 'ABSTTL')
        end
        """;

    private const string Expire = """
        local young, time = {}, redis.call('TIME')
        local newest = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[2] + ARGV[3] * 1000
        for _, entry in ipairs(redis.call('XRANGE', ARGV[1] .. 'likes:tail', '-', '+')) do
            young[ARGV[1] .. 'like:{' .. entry[2][2] .. '}:' .. entry[2][4]] = true
        end
        for _, key in ipairs(redis.call('KEYS', ARGV[1] .. 'like:*')) do
            if not young[key] and redis.call('PEXPIRETIME', key) <= newest then redis.call('DEL', key) end
        end
        for _, key in ipairs(redis.call('KEYS', ARGV[1] .. 'likes:meta:*')) do redis.call('HSET', key, 'full', 0) end
        """;

    private readonly string _prefix = $"test:{Some.User()}:";
    private readonly long _maxTail;
    private RedisConnection? _redis;

    private RedisLikeTruthEngine(long maxTail) => _maxTail = maxTail;

    public ILikeTruth Truth => new RedisLikeTruth(Redis, _maxTail);

    public RedisConnection Redis => _redis!;

    /// <summary>Skips the test where no servers run.</summary>
    public static async Task<RedisLikeTruthEngine> OpenAsync(long maxTail = long.MaxValue)
    {
        await Servers.NeedAsync(Port);
        var engine = new RedisLikeTruthEngine(maxTail);
        await engine.ConnectAsync();
        return engine;
    }

    public static RedisConnection Connect(string prefix, int database = 0) => new(
        new RedisOptions { Endpoints = $"{Servers.Host}:{Port}", Database = database },
        new EngineCalls(Engines.Redis, EngineCalls.DefaultLimit, new FakeTimeProvider(), NullLogger.Instance),
        prefix);

    public async Task ReopenAsync()
    {
        await Redis.DisposeAsync();
        await ConnectAsync();
    }

    public Task LoseAsync() => EvaluateAsync(Lose);

    public async Task<Func<Task>> KeepAsync()
    {
        var kept = (RedisValue[])(await EvaluateAsync(Keep))!;
        return () => EvaluateAsync(GoBack, kept);
    }

    public Task ExpireAsync(TimeSpan minAge) =>
        EvaluateAsync(Expire, (long)minAge.TotalMilliseconds, RedisLikeTruth.StateSeconds);

    /// <summary>Run a command on keys of this engine.</summary>
    public Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command) => Redis.WriteAsync(command, default);

    public async ValueTask DisposeAsync()
    {
        await LoseAsync();
        await Redis.DisposeAsync();
    }

    private Task<RedisResult> EvaluateAsync(string script, params RedisValue[] values) =>
        RunAsync(database => database.ScriptEvaluateAsync(script, values: [_prefix, .. values]));

    private Task ConnectAsync()
    {
        _redis = Connect(_prefix);
        return _redis.OpenAsync();
    }
}
