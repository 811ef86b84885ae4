using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace Reels.Api;

/// <summary>
/// The API as a process of its own: what it logs, what its exit code is, and what it says when it can't start. Where a
/// process holds a silo, the silo's project sees to that; neither of the two may reference the other, and what they
/// would share is these lines.
/// </summary>
internal static class ApiHost
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        // A start that fails says so once: in one line, or by throwing. The host would say it again, with its stack.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        // Tells each failed attempt with its stack; that no silo answers is said by what notices it (ReelsClient,
        // RevocationPoll, answers of 503).
        ["Logging:LogLevel:Orleans.Runtime.Messaging.ConnectionManager"] = "Error",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
    };

    /// <summary>Warnings, and nothing else unless settings say so: the levels stand below every other source.</summary>
    public static void AddQuietLogs(this WebApplicationBuilder builder) =>
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });

    /// <summary>Builds, starts once the cluster is found, and waits for SIGTERM or Ctrl-C.</summary>
    /// <returns>0 after an orderly stop; 1 where an operator must change something, of which one line on the error
    /// stream tells.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            try
            {
                await app.StartAsync();
            }
            catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return 0; // Told to stop before it had started.
            }

            await Console.Out.WriteLineAsync($"The API is serving at {app.Urls.First()}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }

    /// <summary>One line; null for what nobody expected, which should be seen with its stack.</summary>
    private static string? Explain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => "Refused settings: " + string.Join(" ", invalid.Failures),
        FormatException => "Refused settings: " + failure.Message,
        _ when failure.Source?.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true =>
            "Refused settings: " + failure.Message,
        IOException { InnerException: AddressInUseException } => failure.Message
            + " Stop the other program, or choose other ports (--urls, Management:Port).",
        InvalidDataException when failure.Source?.StartsWith("Reels.", StringComparison.Ordinal) == true =>
            failure.Message,
        UnauthorizedAccessException => failure.Message,
        AggregateException several => several.InnerExceptions.Select(Explain)
            .FirstOrDefault(reason => reason is not null),
        _ => failure.InnerException is { } cause ? Explain(cause) : null,
    };
}
