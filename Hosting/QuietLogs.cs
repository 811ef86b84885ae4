using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace Reels.Hosting;

/// <summary>Log levels for a console that a person watches: warnings only, unless settings say otherwise.</summary>
public static class QuietLogs
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        // A failed start is reported once: by StartFailure in one line, or by throwing. The host would repeat it with
        // its stack.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // Recommends the server garbage collector, which trades memory for throughput that one process of two cores
        // doesn't need.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        // Counts the machine's uptime as a stall of its own thread when it starts.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        // Logs each failed attempt with its stack. Missing silos are logged by the code that needs them, and readiness
        // and answers of 503 show them.
        ["Logging:LogLevel:Orleans.Runtime.Messaging.ConnectionManager"] = "Error",
        // Log each failed attempt with its stack. While MongoDB is unavailable, its outage is logged once (3201), and
        // that the reminder of housekeeping could not be set.
        ["Logging:LogLevel:Orleans.Providers.MongoDB.Reminders.MongoReminderTable"] = "None",
        ["Logging:LogLevel:Orleans.Runtime.ReminderService.LocalReminderService"] = "Critical",
        // Log each failed handshake with its stack. ClusterTls logs the reason.
        ["Logging:LogLevel:Orleans.Connections.Security"] = "None",
        // Say every few seconds, with a stack, that the list of silos is unavailable. Silos that join, leave and die
        // have a line each (154 to 156), and so has the end of this one.
        ["Logging:LogLevel:Orleans.Runtime.MembershipService.MembershipAgent"] = "Critical",
        ["Logging:LogLevel:Orleans.Runtime.MembershipService.MembershipTableManager"] = "Critical",
        // Log each probe without an answer, each connection that a killed silo breaks, and each call on it that could
        // not be cancelled, with a stack.
        ["Logging:LogLevel:Orleans.Runtime.MembershipService.SiloHealthMonitor"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.MembershipService.MembershipSystemTarget"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.Messaging.Connection"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.GrainCallCancellationManager"] = "Critical",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
    };

    // What Orleans logs per failed call or attempt while no silo answers, most of it with a stack. The code that needs
    // a silo logs the outage once.
    private static readonly Dictionary<string, string?> ClientLevels = new()
    {
        ["Logging:LogLevel:Orleans.Messaging.ClientMessageCenter"] = "None",
        ["Logging:LogLevel:Orleans.Messaging.GatewayManager"] = "None",
        ["Logging:LogLevel:Orleans.Runtime.CallbackData"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.ClientClusterManifestProvider"] = "None",
    };

    /// <summary>Adds the levels below every other source of settings.</summary>
    public static IHostApplicationBuilder AddQuietLogs(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddLevels(Levels);
    }

    /// <summary>Adds the levels of a process whose silos are other processes, which may be unavailable.</summary>
    public static IHostApplicationBuilder AddQuietClientLogs(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddLevels(ClientLevels);
    }

    private static IHostApplicationBuilder AddLevels(this IHostApplicationBuilder builder,
        Dictionary<string, string?> levels)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = levels });
        return builder;
    }
}
