using Microsoft.Extensions.Configuration.Memory;

namespace Reels.Silo.Hosting;

/// <summary>
/// Log levels for a console that a person watches: warnings, and nothing else unless settings say so.
/// </summary>
public static class QuietLogs
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        // A start that fails says so once: in one line (StartFailure), or by throwing. The host would say it again,
        // with its stack.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // Recommends the server garbage collector, which trades memory for throughput that one process of two cores
        // doesn't need.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        // Counts the machine's uptime as a stall of its own thread when it starts.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
    };

    /// <summary>Puts the levels below every other source of settings.</summary>
    public static IHostApplicationBuilder AddQuietLogs(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
        return builder;
    }
}
