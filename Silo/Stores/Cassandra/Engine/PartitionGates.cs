namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>
/// Lets one conditional write of this process at a time come to a partition. Concurrent ones would still be right, but
/// Cassandra makes those that collide wait for a random time, and most of them would pass their limit.
/// </summary>
/// <param name="limit">The longest wait. Who has waited in vain writes as well.</param>
internal sealed class PartitionGates(TimeSpan limit) : IDisposable
{
    /// <summary>Partitions share gates, which costs a wait and nothing else.</summary>
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Don't nest: both partitions may have the same gate.</summary>
    public async Task<T> RunAsync<T>(string partition, Func<Task<T>> write)
    {
        var gate = _gates[(uint)partition.GetHashCode(StringComparison.Ordinal) % (uint)_gates.Length];
        var isEntered = await gate.WaitAsync(limit);
        try
        {
            return await write();
        }
        finally
        {
            if (isEntered)
                gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var gate in _gates)
            gate.Dispose();
    }
}
