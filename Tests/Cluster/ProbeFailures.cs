using Reels.Grains.Interfaces;

namespace Reels.Tests.Cluster;

/// <summary>Makes stores fail at a chosen call.</summary>
internal static class ProbeFailures
{
    /// <summary>
    /// The next call of this name fails, before or after its effect. Disposing ends this where no call came.
    /// </summary>
    public static IDisposable FailOnce(this StoreProbe probe, string call, bool afterItsEffect)
    {
        var failed = 0;
        Task FailAsync(string name) => name == call && Interlocked.Exchange(ref failed, 1) == 0
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
            : Task.CompletedTask;
        if (afterItsEffect)
            probe.After = FailAsync;
        else
            probe.Before = (name, _) => FailAsync(name);
        return new Ending(probe);
    }

    private sealed class Ending(StoreProbe probe) : IDisposable
    {
        public void Dispose() => (probe.Before, probe.After) = (null, null);
    }
}
