namespace Reels.Api.Problems;

/// <summary>The one place that turns exceptions and bare statuses into problems.</summary>
internal static class ProblemMapping
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services.AddExceptionHandler<ExceptionProblems>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // Only reached if writing the problem itself fails.
            ExceptionHandler = context => KnownProblems.InternalError.ExecuteAsync(context),
            // ExceptionProblems logs what nobody expected; the rest is no news.
            SuppressDiagnosticsCallback = _ => true,
        }).UseStatusCodePages(
            context => ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));

    /// <summary>
    /// The problem for a status that was set without a body: by routing, authorization or the server.
    /// </summary>
    public static Problem ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => KnownProblems.Unauthenticated,
        StatusCodes.Status403Forbidden => KnownProblems.NotYours,
        StatusCodes.Status404NotFound => KnownProblems.NotFound,
        StatusCodes.Status405MethodNotAllowed => KnownProblems.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => KnownProblems.RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => KnownProblems.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => KnownProblems.UnsupportedMediaType,
        StatusCodes.Status416RangeNotSatisfiable => KnownProblems.RangeNotSatisfiable,
        StatusCodes.Status429TooManyRequests => KnownProblems.RateLimited,
        StatusCodes.Status503ServiceUnavailable => KnownProblems.StoreUnavailable,
        < StatusCodes.Status500InternalServerError => KnownProblems.ValidationFailed with { Status = status },
        _ => KnownProblems.InternalError with { Status = status },
    };
}
