namespace Reels.Silo.Stores.Embedded.Engine;

internal static partial class EmbeddedLog
{
    [LoggerMessage(3001, LogLevel.Error,
        "A transaction of {Writes} writes failed; they are refused, and the next write opens the database again")]
    public static partial void WriterFailed(this ILogger logger, Exception failure, int writes);

    [LoggerMessage(3002, LogLevel.Information, "The embedded database accepts writes again")]
    public static partial void WriterRecovered(this ILogger logger);

    [LoggerMessage(3003, LogLevel.Warning,
        "The failed connection to the embedded database could not be closed; leaving it to the garbage collector")]
    public static partial void WriterNotClosed(this ILogger logger, Exception failure);

    [LoggerMessage(3004, LogLevel.Information, "The embedded database was migrated from version {From} to {To}")]
    public static partial void Migrated(this ILogger logger, long from, long to);
}
