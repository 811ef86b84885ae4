using Reels.Api.Auth;
using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Timelines;

/// <summary>
/// Records a person's own write with their timeline before the answer, so that the feed they read next contains it.
/// </summary>
internal sealed partial class OwnWrites(IGrainFactory grains, ILogger<OwnWrites> logger)
{
    /// <summary>
    /// Time that an answer waits for the timeline. The write is durable: beyond this the feed may show it a moment
    /// later.
    /// </summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(1);

    /// <summary>Never throws.</summary>
    public async Task RecordAsync(string userId, OwnWrite write)
    {
        try
        {
            await grains.GetGrain<ITimelineGrain>(userId).RecordOwnWrite(write).WaitAsync(WaitLimit);
        }
#pragma warning disable CA1031 // The write is durable, whatever becomes of its record.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotRecorded(exception.GetType().Name);
        }
    }

    [LoggerMessage(110, LogLevel.Warning,
        "A write was not recorded with its author's timeline ({Exception}); it is durable, and their feed may show it late")]
    private partial void LogNotRecorded(string exception);
}

internal static class OwnWriteRecording
{
    /// <summary>Records the caller's write after every answer of 2xx.</summary>
    /// <param name="write">The write, from the request and its answer; null: <see cref="OwnWrite.Other"/>.</param>
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
        });
}
