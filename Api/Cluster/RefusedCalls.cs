using Reels.Grains.Interfaces;

namespace Reels.Api.Cluster;

/// <summary>
/// Repeats a call that no silo has answered while silos answer others: its silo was killed a moment ago, and the others
/// need a second to declare it dead and to activate its grains elsewhere. Every call can be repeated, writes too.
/// </summary>
internal sealed class RefusedCalls(ClusterConnection cluster, [FromKeyedServices(Clock.Key)] TimeProvider time)
    : IOutgoingGrainCallFilter
{
    /// <summary>Time of all attempts together: within the 2 s of a request.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.8);

    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            var refused = await TryAsync(context);
            if (refused is null)
                return;
            if (!cluster.IsAnswering || time.GetElapsedTime(began) + Pause > Limit)
                throw refused;
            await Task.Delay(Pause, time);
        }
    }

    private async Task<Exception?> TryAsync(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
            return context.Response?.Exception is { } exception && IsRefused(exception) ? exception : null;
        }
        catch (Exception exception) when (IsRefused(exception))
        {
            return exception;
        }
    }

    /// <summary>A call without an answer within its limit isn't repeated: the request has no time left.</summary>
    private bool IsRefused(Exception exception) =>
        cluster.IsUnanswered(exception) && exception is not TimeoutException;
}
