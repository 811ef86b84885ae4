using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Hosting;

/// <summary>
/// What a silo process measures: at <c>/metrics</c> on its management port for Prometheus, and by OTLP with traces
/// where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. In a process with an API, that one sees to it.
/// </summary>
internal static class SiloTelemetry
{
    public static void AddSiloTelemetry(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddRuntimeInstrumentation().AddMeter(TelemetryNames.Runtime, TelemetryNames.Name)
                .AddPrometheusExporter();
            if (builder.Configuration.ExportsTelemetry())
                metrics.AddOtlpExporter();
        });
        if (builder.Configuration.ExportsTelemetry())
        {
            telemetry.WithTracing(
                traces => traces.AddSource(TelemetryNames.GrainCalls, TelemetryNames.Name).AddOtlpExporter());
        }
    }

    public static void MapSiloMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(TelemetryNames.MetricsPath);

    internal static bool ExportsTelemetry(this IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[TelemetryNames.OtlpEndpoint]);
}
