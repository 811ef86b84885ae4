using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Telemetry;

/// <summary>The level at which work that is tried again logs a failure.</summary>
internal static class FailureLevel
{
    /// <summary>
    /// Debug for a store that is unavailable: the store logs when that begins and ends. Warning for anything else.
    /// </summary>
    public static LogLevel Of(Exception failure) =>
        failure is StoreUnavailableException ? LogLevel.Debug : LogLevel.Warning;
}
