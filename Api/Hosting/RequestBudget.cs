using Microsoft.Extensions.Options;
using Reels.Api.Cluster;
using Reels.Api.Http;
using Reels.Grains.Interfaces;

namespace Reels.Api.Hosting;

/// <summary>
/// The time that a handler may take: <see cref="HttpLimits.Budget"/>. It counts from when the request was read, so a
/// slow client has its own limits, and uploads and downloads have none here. Reads end with it; a write that has begun
/// goes on in the silo, and may be repeated.
/// </summary>
internal static class RequestBudget
{
    /// <summary>Passes a token that ends with the budget to handlers that take one.</summary>
    public static TBuilder WithinBudget<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory((context, next) =>
        {
            var token = Array.FindIndex(context.MethodInfo.GetParameters(),
                parameter => parameter.ParameterType == typeof(CancellationToken));
            var limits = context.ApplicationServices.GetRequiredService<IOptions<HttpLimits>>().Value;
            return token < 0 ? next : invocation => RunAsync(invocation, token, limits, next);
        });

    private static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext invocation, int token,
        HttpLimits limits, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        budget.CancelAfter(HttpMethods.IsDelete(context.Request.Method) ? limits.DeleteBudget : limits.Budget);
        invocation.Arguments[token] = budget.Token;
        try
        {
            return await next(invocation);
        }
        catch (OperationCanceledException exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // A silo that answers others waits for a store. One that answers nobody is gone.
            throw context.RequestServices.GetRequiredService<ClusterConnection>().IsAnswering
                ? StoreUnavailableException.TimedOut(outcomeUnknown: true, exception)
                : new TimeoutException("No silo has answered within the budget of the request.", exception);
        }
    }
}
