namespace Reels.Silo.Stores.Resilience;

internal static partial class StartLog
{
    [LoggerMessage(3203, LogLevel.Warning,
        "{Engine} could not be connected and prepared; calls are refused, and it is tried again every second")]
    public static partial void NotPrepared(this ILogger logger, Exception failure, string engine);

    [LoggerMessage(3204, LogLevel.Information, "{Engine} is connected and prepared")]
    public static partial void Prepared(this ILogger logger, string engine);
}
