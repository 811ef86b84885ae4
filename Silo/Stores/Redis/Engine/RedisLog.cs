namespace Reels.Silo.Stores.Redis.Engine;

internal static partial class RedisLog
{
    [LoggerMessage(3241, LogLevel.Information,
        "Redis is connected: appendonly {AppendOnly}, appendfsync {AppendFsync}, maxmemory-policy {MaxMemoryPolicy}")]
    public static partial void Connected(this ILogger logger, string appendOnly, string appendFsync,
        string maxMemoryPolicy);

    [LoggerMessage(3242, LogLevel.Warning,
        "The Redis setting {Setting} is {Value}; likes that were answered may be lost unless it is {Needed}")]
    public static partial void Unsafe(this ILogger logger, string setting, string value, string needed);
}
