namespace Reels.Silo.Stores.MongoDb.Engine;

internal static partial class MongoLog
{
    [LoggerMessage(3301, LogLevel.Warning,
        "The server has no index that removes documents of {Collection} after a time; they stay until they are erased")]
    public static partial void NoExpiry(this ILogger logger, string collection);
}
