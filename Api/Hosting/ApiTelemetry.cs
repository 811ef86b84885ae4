using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Reels.Grains.Interfaces;

namespace Reels.Api.Hosting;

/// <summary>
/// What a process with an API measures, its silo's included where it holds one: at <c>/metrics</c> on the management
/// port for Prometheus, and by OTLP with traces where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// </summary>
internal static class ApiTelemetry
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string RateLimiting = "Microsoft.AspNetCore.RateLimiting";

    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation()
                .AddMeter(Kestrel, RateLimiting, TelemetryNames.Runtime, TelemetryNames.Name).AddPrometheusExporter();
            if (builder.ExportsTelemetry())
                metrics.AddOtlpExporter();
        });
        if (builder.ExportsTelemetry())
        {
            telemetry.WithTracing(
                traces => traces.AddAspNetCoreInstrumentation()
                    .AddSource(TelemetryNames.GrainCalls, TelemetryNames.Name).AddOtlpExporter());
        }
    }

    internal static bool ExportsTelemetry(this WebApplicationBuilder builder) =>
        !string.IsNullOrEmpty(builder.Configuration[TelemetryNames.OtlpEndpoint]);

    internal static void MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(TelemetryNames.MetricsPath).ServedToOperators();
}
