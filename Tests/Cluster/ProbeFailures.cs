using Reels.Grains.Interfaces;

namespace Reels.Tests.Cluster;

/// <summary>Makes stores fail at a chosen call.</summary>
internal static class ProbeFailures
{
    /// <summary>
    /// The next call of this name fails, before or after its effect. Disposing ends this where no call came.
    /// </summary>
    public static OneFailure FailOnce(this StoreProbe probe, string call, bool afterItsEffect)
    {
        var failure = new OneFailure(probe, call);
        if (afterItsEffect)
            probe.After = failure.FailAsync;
        else
            probe.Before = (name, _) => failure.FailAsync(name);
        return failure;
    }

    /// <summary>
    /// Some of these calls fail at random, before or after their effect, until the probe's hooks are removed.
    /// </summary>
    /// <param name="probe">The probe in front of every store.</param>
    /// <param name="seed">The same seed repeats the choices for the same order of calls.</param>
    /// <param name="oneIn">One in this many hooks fails; each call passes two, before and after its effect.</param>
    /// <param name="fails">The calls that may fail, by name.</param>
    public static void FailSome(this StoreProbe probe, int seed, int oneIn, Func<string, bool> fails)
    {
        var random = new Random(seed);
        Task FailAsync(string name)
        {
            lock (random)
            {
                return fails(name) && random.Next(oneIn) == 0
                    ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
                    : Task.CompletedTask;
            }
        }

        (probe.Before, probe.After) = ((name, _) => FailAsync(name), FailAsync);
    }
}

/// <summary>A failure of one call, which may still come.</summary>
internal sealed class OneFailure(StoreProbe probe, string call) : IDisposable
{
    private int _failed;

    /// <summary>Whether the call has come. That it is counted says less: it may be on its way to the failure.</summary>
    public bool HasCome => Volatile.Read(ref _failed) != 0;

    public Task FailAsync(string name) => name == call && Interlocked.Exchange(ref _failed, 1) == 0
        ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
        : Task.CompletedTask;

    public void Dispose() => (probe.Before, probe.After) = (null, null);
}
