namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Notices when the truth has lost orders that it had answered to this silo, whether it is empty or has older data, and
/// brings them into the projection.
/// </summary>
internal sealed class LikeLosses(
    LikeSide<ILikeTruth> truth, LikeDocuments documents, LikeDrainTurn turn, LikeEpoch epoch)
{
    private LikeMemory _memory = new();

    public LikeMemory Memory => Volatile.Read(ref _memory);

    /// <summary>
    /// Drains the tail if it is this silo's turn, and asks the truth whether it still has all that this silo knows of.
    /// If so, rows that have left the tail are in the projection. One call runs at a time.
    /// </summary>
    /// <returns>How many rows a loss has left to this silo; null where nothing is lost.</returns>
    public async ValueTask<int?> LookAsync(CancellationToken cancellationToken)
    {
        var memory = Memory;
        var kept = memory.Rows;
        if (!memory.IsLost)
        {
            var merged = await turn.RunAsync(kept, cancellationToken);
            if (await truth.CallAsync((side, limit) => side.TryMarkAsync(memory.Mark, limit), cancellationToken)
                is { } mark && memory.TryKeep(mark))
            {
                memory.Forget(merged);
                return null;
            }
        }

        return await RecoverAsync(memory, cancellationToken);
    }

    /// <summary>
    /// No silo uses a copy that the truth has now. Then the kept rows are merged, as if they had been in the tail for
    /// that long. The next memory has a mark of its own.
    /// </summary>
    private async ValueTask<int> RecoverAsync(LikeMemory memory, CancellationToken cancellationToken)
    {
        memory.Lose();
        var kept = memory.Rows;
        await epoch.LoseAsync(cancellationToken);
        await documents.MergeAllAsync(kept, cancellationToken);
        turn.StartOver();
        Volatile.Write(ref _memory, new());
        return kept.Count;
    }
}
