using Microsoft.AspNetCore.Diagnostics;
using Reels.Api.Cluster;
using Reels.Grains.Interfaces;

namespace Reels.Api.Problems;

/// <summary>Turns exceptions, and statuses without a body, into problems.</summary>
internal static class ProblemMapping
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services.AddExceptionHandler<ExceptionProblems>();

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // Called only if writing the problem itself fails.
            ExceptionHandler = context => KnownProblems.InternalError.ExecuteAsync(context),
            // ExceptionProblems logs unexpected exceptions; others are normal.
            SuppressDiagnosticsCallback = _ => true,
        }).UseStatusCodePages(
            context => ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));

    /// <summary>The problem of a status that routing, authorization or the server set without a body.</summary>
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

/// <summary>
/// Answers exceptions: unavailable stores and silos, requests that the server refused, and unexpected failures.
/// </summary>
internal sealed partial class ExceptionProblems(ClusterConnection cluster, ILogger<ExceptionProblems> logger)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception,
        CancellationToken cancellationToken)
    {
        var problem = For(exception, cluster);
        // A client that disconnected gets no answer, and nothing is logged.
        if (httpContext.RequestAborted.IsCancellationRequested
            && problem is not { Status: StatusCodes.Status408RequestTimeout })
        {
            return true;
        }
        if (problem == KnownProblems.InternalError)
            LogUnexpected(exception, httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName);
        else if (problem == KnownProblems.StoreUnavailable)
            LogUnavailable(exception);
        else if (problem == KnownProblems.ClusterUnavailable && !cluster.OnFailed(exception))
            LogUnanswered(exception.GetType().Name);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    internal static Problem For(Exception exception, ClusterConnection cluster) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } =>
            KnownProblems.Invalid("$", "The body is incomplete or malformed."),
        BadHttpRequestException bad => ProblemMapping.ForStatus(bad.StatusCode),
        StoreUnavailableException => KnownProblems.StoreUnavailable,
        _ when cluster.IsUnanswered(exception) => KnownProblems.ClusterUnavailable,
        // A time limit of a grain or a call. A cancellation by the client was handled before.
        OperationCanceledException or TimeoutException => KnownProblems.StoreUnavailable,
        _ => KnownProblems.InternalError,
    };

    private void LogUnavailable(Exception exception)
    {
        if (exception is StoreUnavailableException { Store: null } unknown)
            LogStoreFailure(unknown.Failure);
        else
            LogUnavailable((exception as StoreUnavailableException)?.Store ?? Engines.Silos, exception.GetType().Name);
    }

    [LoggerMessage(100, LogLevel.Error, "{Endpoint} failed unexpectedly; answered internal_error")]
    private partial void LogUnexpected(Exception exception, string? endpoint);

    [LoggerMessage(101, LogLevel.Warning, "{Store} is unavailable ({Exception}); answered store_unavailable")]
    private partial void LogUnavailable(string store, string exception);

    [LoggerMessage(103, LogLevel.Warning, "The silo of this process refused a call ({Exception}); "
        + "answered cluster_unavailable")]
    private partial void LogUnanswered(string exception);

    [LoggerMessage(102, LogLevel.Warning, "A store call failed ({Failure}); answered store_unavailable")]
    private partial void LogStoreFailure(StoreFailure failure);
}
