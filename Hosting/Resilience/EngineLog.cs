using Microsoft.Extensions.Logging;

namespace Reels.Hosting.Resilience;

internal static partial class EngineLog
{
    [LoggerMessage(3201, LogLevel.Warning,
        "Most calls to {Engine} fail; where they are many, they are refused without waiting, but for one a second, "
        + "which tests whether it is back")]
    public static partial void Unavailable(this ILogger logger, string engine);

    [LoggerMessage(3202, LogLevel.Warning, "{Engine} answers again; calls are made as before")]
    public static partial void AnsweringAgain(this ILogger logger, string engine);
}
