namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Merges the truth's tail into the projection, then removes it. Several silos may drain the same rows concurrently:
/// the seq of each stored row refuses older ones.
/// </summary>
internal sealed class LikeDrain(LikeSide<ILikeTruth> truth, LikeDocuments documents) : IDisposable
{
    private const int Step = 1_000;
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Returns when all rows that this silo found in the tail are merged.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await StepAsync(cancellationToken))
        {
            // The next step.
        }
    }

    /// <summary>Merges the oldest rows of the tail. Returns whether there may be more.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var tail = await truth.CallAsync((side, limit) => side.ListTailAsync(Step, limit), cancellationToken);
            if (tail.Count == 0)
                return false;
            await documents.MergeAllAsync(tail.Select(entry => entry.Row), cancellationToken);
            await truth.CallAsync((side, limit) => side.RemoveTailAsync(tail, limit), cancellationToken);
            return tail.Count == Step;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
