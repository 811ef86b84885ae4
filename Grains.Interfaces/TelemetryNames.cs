namespace Reels.Grains.Interfaces;

/// <summary>Names under which what the product measures and traces is found.</summary>
public static class TelemetryNames
{
    /// <summary>Of our own meters, and of our own activity sources.</summary>
    public const string Name = "Reels";

    /// <summary>Of the meter of the grain runtime.</summary>
    public const string Runtime = "Microsoft.Orleans";

    /// <summary>Of the activity source of calls to grains.</summary>
    public const string GrainCalls = "Microsoft.Orleans.Application";

    /// <summary>Where Prometheus reads, on the management port.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>The setting that says where traces and metrics are sent by OTLP; without it none are.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
}
