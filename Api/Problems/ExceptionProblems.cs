using Microsoft.AspNetCore.Diagnostics;
using Reels.Grains.Interfaces;

namespace Reels.Api.Problems;

/// <summary>
/// Answers what was thrown: unavailable stores and silos, requests that the server refused, and what nobody expected.
/// </summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception,
        CancellationToken cancellationToken)
    {
        var problem = For(exception);
        // A client that has gone gets no answer, and its going is no news.
        if (httpContext.RequestAborted.IsCancellationRequested
            && problem is not { Status: StatusCodes.Status408RequestTimeout })
        {
            return true;
        }
        if (problem == KnownProblems.InternalError)
            LogUnexpected(exception, httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName);
        else if (problem == KnownProblems.StoreUnavailable)
            LogUnavailable(exception);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    internal static Problem For(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } =>
            KnownProblems.Invalid("$", "The body ended early or is malformed."),
        BadHttpRequestException bad => ProblemMapping.ForStatus(bad.StatusCode),
        StoreUnavailableException => KnownProblems.StoreUnavailable,
        // Not the client's doing, which is looked for before: a grain's or a call's own time limit.
        OperationCanceledException => KnownProblems.StoreUnavailable,
        TimeoutException or SiloUnavailableException or OrleansMessageRejectionException
            or ClientNotAvailableException => KnownProblems.StoreUnavailable,
        _ => KnownProblems.InternalError,
    };

    private void LogUnavailable(Exception exception)
    {
        if (exception is StoreUnavailableException { Store: null } unknown)
            LogStoreFailure(unknown.Failure);
        else
            LogUnavailable((exception as StoreUnavailableException)?.Store ?? Engines.Silos, exception.GetType().Name);
    }

    [LoggerMessage(100, LogLevel.Error, "Nobody expected this at {Endpoint}; answered internal_error")]
    private partial void LogUnexpected(Exception exception, string? endpoint);

    [LoggerMessage(101, LogLevel.Warning, "{Store} is unavailable ({Exception}); answered store_unavailable")]
    private partial void LogUnavailable(string store, string exception);

    [LoggerMessage(102, LogLevel.Warning, "A store call failed ({Failure}); answered store_unavailable")]
    private partial void LogStoreFailure(StoreFailure failure);
}
