namespace Reels.Silo.Stores.Projection;

internal static partial class ProjectionLog
{
    [LoggerMessage(3101, LogLevel.Warning,
        "The projection of {Rows} lags; it is not read until it has caught up, and writes go to the truth alone")]
    public static partial void Lags(this ILogger logger, string rows);

    [LoggerMessage(3102, LogLevel.Information, "The projection of {Rows} has caught up with the truth, and is read")]
    public static partial void CaughtUp(this ILogger logger, string rows);

    [LoggerMessage(3103, LogLevel.Error, "The catch-up of {Rows} failed; trying again with the next look")]
    public static partial void CatchUpFailed(this ILogger logger, Exception exception, string rows);

    [LoggerMessage(3104, LogLevel.Information,
        "The truth of {Rows} answers again; rows that were written to the projection meanwhile are loaded into it")]
    public static partial void TruthIsBack(this ILogger logger, string rows);

    [LoggerMessage(3105, LogLevel.Warning,
        "The truth of {Rows} is unavailable; the projection takes the writes until it is back")]
    public static partial void TruthFails(this ILogger logger, string rows);

    [LoggerMessage(3106, LogLevel.Error,
        "The truth of {Rows} has lost data that it had answered: it is empty, or older; all rows are loaded into it "
        + "again, and {Count} that only this silo had are in the projection")]
    public static partial void TruthLostWrites(this ILogger logger, string rows, int count);
}
