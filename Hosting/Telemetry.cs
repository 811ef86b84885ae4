using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Reels.Grains.Interfaces;

namespace Reels.Hosting;

/// <summary>
/// Metrics and traces of a process: metrics for Prometheus at <c>/metrics</c>, and both by OTLP when
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// </summary>
public static class Telemetry
{
    /// <summary>
    /// Exports the metrics and traces of the runtime, of Orleans and of our own code. A process calls it once; if it
    /// has an API, the API does.
    /// </summary>
    /// <param name="metrics">Adds the metrics that only this kind of process has.</param>
    /// <param name="traces">Adds the traces that only this kind of process has.</param>
    public static void AddTelemetryExport(this IHostApplicationBuilder builder,
        Action<MeterProviderBuilder>? metrics = null, Action<TracerProviderBuilder>? traces = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var exports = builder.Configuration.ExportsTelemetry();
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(meters =>
        {
            metrics?.Invoke(meters);
            meters.AddRuntimeInstrumentation().AddMeter(TelemetryNames.Runtime, TelemetryNames.Name)
                .AddPrometheusExporter();
            if (exports)
                meters.AddOtlpExporter();
        });
        if (!exports)
            return;
        telemetry.WithTracing(tracer =>
        {
            traces?.Invoke(tracer);
            tracer.AddSource(TelemetryNames.GrainCalls, TelemetryNames.Name).AddOtlpExporter();
        });
    }

    /// <summary>Whether traces and metrics are sent by OTLP.</summary>
    public static bool ExportsTelemetry(this IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !string.IsNullOrEmpty(configuration[TelemetryNames.OtlpEndpoint]);
    }

    /// <summary>Maps the page that Prometheus reads.</summary>
    public static IEndpointConventionBuilder MapPrometheus(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(TelemetryNames.MetricsPath);
}
