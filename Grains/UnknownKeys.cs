namespace Reels.Grains;

/// <summary>Activations for keys that don't exist end soon.</summary>
internal static class UnknownKeys
{
    /// <summary>
    /// 5 s, and not immediately: the calls that wait for their turn would be forwarded to the next activation, which
    /// would end after one of them, and Orleans rejects a call that was forwarded twice. A call that waits longer than
    /// 5 s has timed out before.
    /// </summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    /// <summary>Deactivates the grain soon, also where further calls arrive in the meantime.</summary>
    public static void DeactivateSoon(this Grain grain)
    {
        if (grain.GrainContext.GetComponent<LeavingSoon>() is not null)
            return;
        grain.GrainContext.SetComponent(new LeavingSoon());
        grain.RegisterGrainTimer(
            _ =>
            {
                grain.GrainContext.Deactivate(
                    new(DeactivationReasonCode.ApplicationRequested, "The key does not exist."),
                    CancellationToken.None);
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(Delay, Timeout.InfiniteTimeSpan));
    }

    private sealed class LeavingSoon;
}
