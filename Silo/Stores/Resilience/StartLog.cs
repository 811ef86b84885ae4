namespace Reels.Silo.Stores.Resilience;

internal static partial class StartLog
{
    [LoggerMessage(3203, LogLevel.Warning,
        "{Engine} could not be connected and prepared; calls are refused, and it is tried again every second")]
    public static partial void NotPrepared(this ILogger logger, Exception failure, string engine);

    [LoggerMessage(3204, LogLevel.Information, "{Engine} is connected and prepared")]
    public static partial void Prepared(this ILogger logger, string engine);

    [LoggerMessage(3205, LogLevel.Error,
        "{Engine} refuses the user or the password of this program; calls are refused, and it is tried again every "
        + "{Seconds} s. Check the settings {Engine}:User and {Engine}:Password")]
    public static partial void Refused(this ILogger logger, string engine, double seconds);

    [LoggerMessage(3206, LogLevel.Error,
        "{Engine} has no TLS connection that this program trusts ({Reason}); calls are refused, and it is tried again "
        + "every second. The variable SSL_CERT_FILE names certificates to trust")]
    public static partial void NotTrusted(this ILogger logger, string engine, string reason);
}
