namespace Reels.Silo.Hosting;

/// <summary>What an orchestrator asks of a silo process; an API node answers for itself.</summary>
internal static class SiloHealth
{
    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        endpoints.MapGet("/health/ready", Ready);
    }

    // The silo starts before the server and stops after it: answering at all means that it runs.
    private static IResult Ready(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStopping.IsCancellationRequested
        ? Results.Json(new { status = "stopping" }, statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Json(new { status = "ready" });
}
