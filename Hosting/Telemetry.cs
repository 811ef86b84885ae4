using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
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
        var name = ServiceName(builder.Environment);
        var telemetry = builder.Services.AddOpenTelemetry()
            // The variables come last, so that OTEL_SERVICE_NAME wins.
            .ConfigureResource(resource => resource.AddService(name).AddEnvironmentVariableDetector())
            .WithMetrics(meters =>
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

    /// <summary>The <c>service.name</c> of a program's telemetry, such as <c>reels-silo</c>.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Service names are in lower case by convention.")]
    private static string ServiceName(IHostEnvironment program) =>
        program.ApplicationName.ToLowerInvariant().Replace('.', '-');

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
