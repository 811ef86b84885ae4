using Orleans.Concurrency;

namespace Reels.Grains.Interfaces.Housekeeping;

/// <summary>
/// Removes what is kept only for a while. One grain for the cluster, woken by a reminder. Its key is 0.
/// </summary>
[Alias("IHousekeepingGrain")]
public interface IHousekeepingGrain : IGrainWithIntegerKey
{
    /// <summary>Sets the reminder, unless it is set. Repeating it changes nothing.</summary>
    [Alias("Schedule"), AlwaysInterleave]
    Task Schedule();
}
