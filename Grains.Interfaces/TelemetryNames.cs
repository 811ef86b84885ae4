namespace Reels.Grains.Interfaces;

/// <summary>Names of the product's meters and activity sources, and where they are read.</summary>
public static class TelemetryNames
{
    /// <summary>The product's own meters and activity sources.</summary>
    public const string Name = "Reels";

    /// <summary>The meter of the grain runtime.</summary>
    public const string Runtime = "Microsoft.Orleans";

    /// <summary>The activity source of calls to grains.</summary>
    public const string GrainCalls = "Microsoft.Orleans.Application";

    /// <summary>The path that Prometheus reads, on the management port.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>The setting with the OTLP endpoint for traces and metrics; without it none are sent.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
}
