using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Embedded.Cluster;

/// <summary>In memory: all silos on one embedded database are in this process, and their caches end with it.</summary>
internal sealed class InProcessMissedAnnouncements : IMissedAnnouncements
{
    private long _count;

    public ValueTask AddAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _count);
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => new(Interlocked.Read(ref _count));
}
