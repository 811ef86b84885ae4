namespace Reels.Grains;

/// <summary>A key that nobody has keeps no activation for long.</summary>
internal static class UnknownKeys
{
    /// <summary>
    /// 5 s. Not at once: calls that wait for their turn would be forwarded to a next activation, which would leave
    /// after one of them, and Orleans rejects a call that was forwarded twice. Over this, a call has timed out before
    /// that.
    /// </summary>
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(5);

    /// <summary>Puts the activation to sleep shortly, also where further calls come meanwhile.</summary>
    public static void DeactivateSoon(this Grain grain)
    {
        if (grain.GrainContext.GetComponent<Leaving>() is not null)
            return;
        grain.GrainContext.SetComponent(new Leaving());
        grain.RegisterGrainTimer(
            _ =>
            {
                grain.GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "Nobody has this key."),
                    CancellationToken.None);
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(Stay, Timeout.InfiniteTimeSpan));
    }

    private sealed class Leaving;
}
