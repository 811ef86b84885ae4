using Reels.Api.Auth;
using Reels.Api.Cluster;
using Reels.Api.Http;
using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Timelines;

/// <summary>
/// Records a user's own write in their timeline before the answer is sent, so that their next feed contains it.
/// </summary>
internal sealed partial class OwnWrites(IGrainFactory grains, ClusterConnection cluster, ILogger<OwnWrites> logger)
{
    /// <summary>
    /// How long an answer waits for the timeline. The write is durable, so after this time the answer is sent and the
    /// feed may show the write late.
    /// </summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(1);

    /// <summary>Never throws.</summary>
    public async Task RecordAsync(string userId, OwnWrite write)
    {
        try
        {
            await grains.GetGrain<ITimelineGrain>(userId).RecordOwnWrite(write).WaitAsync(WaitLimit);
        }
#pragma warning disable CA1031 // The write is durable even if it is not recorded.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // A silo that stops refuses single calls before the outage begins: the connection logs those, too. A
            // timeline that takes longer than the limit has a line of its own.
            var isLogged = cluster.OnFailed(exception) && exception is not TimeoutException;
            if (!isLogged && !cluster.IsOutage)
                LogNotRecorded(exception.GetType().Name);
        }
    }

    [LoggerMessage(110, LogLevel.Warning,
        "A write could not be recorded in its author's timeline ({Exception}); "
            + "it is durable, and the author's feed may show it late")]
    private partial void LogNotRecorded(string exception);
}

/// <summary>Marks an endpoint that records its caller's write: a test finds those that should and don't.</summary>
internal sealed record RecordedOwnWrite;

internal static class OwnWriteRecording
{
    public static IServiceCollection AddOwnWrites(this IServiceCollection services) =>
        services.AddSingleton<OwnWrites>();

    /// <summary>The reel of the request's path, which the caller has liked, or the like.</summary>
    public static OwnWrite Touched(EndpointFilterInvocationContext invocation, object? answer) =>
        ReelIdOf(invocation) is { } id ? new(Touched: id) : OwnWrite.Other;

    /// <summary>The id in the request's path; null where it is none.</summary>
    public static Guid? ReelIdOf(EndpointFilterInvocationContext invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return WireIds.TryParse((string?)invocation.HttpContext.Request.RouteValues["reelId"], out var id) ? id : null;
    }

    /// <summary>Records the caller's write where the handler succeeds (2xx).</summary>
    /// <param name="endpoint">The endpoint that writes.</param>
    /// <param name="write">Makes the write from the request and its answer. Null means
    /// <see cref="OwnWrite.Other"/>.</param>
    public static RouteHandlerBuilder RecordsOwnWrite(
        this RouteHandlerBuilder endpoint, Func<EndpointFilterInvocationContext, object?, OwnWrite>? write = null) =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var answer = await next(invocation);
            var result = answer is INestedHttpResult nested ? nested.Result : answer;
            if (result is IStatusCodeHttpResult { StatusCode: >= 200 and < 300 }
                && Caller.Of(invocation.HttpContext.User) is { } caller)
            {
                var own = write is null ? OwnWrite.Other : write(invocation, (result as IValueHttpResult)?.Value);
                await invocation.HttpContext.RequestServices.GetRequiredService<OwnWrites>()
                    .RecordAsync(caller.UserId, own);
            }

            return answer;
        }).WithMetadata(new RecordedOwnWrite());
}
