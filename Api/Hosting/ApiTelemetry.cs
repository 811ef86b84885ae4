using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Reels.Hosting;

namespace Reels.Api.Hosting;

/// <summary>Metrics and traces of a process with an API, those of its silo included if it has one.</summary>
internal static class ApiTelemetry
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string RateLimiting = "Microsoft.AspNetCore.RateLimiting";

    internal static void AddTelemetry(this WebApplicationBuilder builder) => builder.AddTelemetryExport(
        metrics => metrics.AddAspNetCoreInstrumentation().AddMeter(Kestrel, RateLimiting),
        traces => traces.AddAspNetCoreInstrumentation());

    internal static void MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheus().ServedToOperators().ServedWithoutCluster();
}
