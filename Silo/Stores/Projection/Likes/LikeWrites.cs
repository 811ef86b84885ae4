using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Applies batches in the truth; where it is unavailable, has lost orders, or has no current copy, in the projection.
/// </summary>
internal sealed class LikeWrites(
    LikeSide<ILikeTruth> truth, LikeDocuments documents, LikeHandover handover, LikeLosses losses, LikeEpoch epoch)
{
    private const int MaxAttempts = 10;

    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly ReelTurns _turns = new();

    /// <inheritdoc cref="ILikeStore.ApplyAsync"/>
    public ValueTask<long?> ApplyAsync(Guid reelId, IReadOnlyList<LikeChange> changes,
        CancellationToken cancellationToken) =>
        _turns.RunAsync(reelId, number => ApplyAsync(reelId, number, changes, cancellationToken), cancellationToken);

    private async ValueTask<long?> ApplyAsync(Guid reelId, long number, IReadOnlyList<LikeChange> changes,
        CancellationToken cancellationToken)
    {
        StoreUnavailableException? failure = null;
        if (!truth.IsResting && losses.Memory is { IsLost: false } memory)
        {
            try
            {
                if (await TryApplyToTruthAsync(reelId, number, changes, memory, cancellationToken) is { } answer)
                    return answer.Count;
            }
            catch (StoreUnavailableException exception) when (truth.IsResting)
            {
                failure = exception;
            }
        }

        try
        {
            return await documents.ApplyAsync(reelId, changes, cancellationToken);
        }
        catch (StoreUnavailableException) when (failure is { OutcomeUnknown: true })
        {
            throw failure;
        }
    }

    /// <summary>Null where the truth can't take the reel yet.</summary>
    private async ValueTask<Taken?> TryApplyToTruthAsync(Guid reelId, long number, IReadOnlyList<LikeChange> changes,
        LikeMemory memory, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, bool> states = new Dictionary<string, bool>();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var epochs = new LikeEpochs(await epoch.KnownAsync(cancellationToken), epoch.LostBefore);
            var batch = new LikeBatch(epochs, _writer, number, memory.Mark, changes, states);
            var answer = await truth.CallAsync((side, limit) => side.ApplyAsync(reelId, batch, limit),
                cancellationToken);
            switch (answer.Outcome)
            {
                case LikeOutcome.Applied:
                    return memory.TryKeep(answer.Mark, RowsOf(reelId, changes, answer.Seq))
                        ? new(answer.Count)
                        : throw new StoreUnavailableException(Engines.Redis, outcomeUnknown: true);
                case LikeOutcome.Lost:
                    memory.Lose();
                    return null;
                case LikeOutcome.Closed:
                    return new(null);
                case LikeOutcome.Superseded:
                    throw StoreUnavailableException.Contended();
                case LikeOutcome.StatesUnknown:
                    states = await documents.GetStatesAsync(reelId, answer.Unknown!, cancellationToken);
                    break;
                default:
                    epoch.Learn(answer.Reel?.Checked ?? 0);
                    var handed = await handover.RunAsync(reelId, answer.Reel, isForWrite: true, cancellationToken);
                    if (handed == Handover.Later)
                        return null;
                    if (handed == Handover.Closed)
                        return new(null);
                    break;
            }
        }

        return null;
    }

    /// <summary>
    /// The states after a batch, also where they stayed. At that number of the reel each of them is right, whichever
    /// row of the tail has made it.
    /// </summary>
    private static IEnumerable<LikeRow> RowsOf(Guid reelId, IReadOnlyList<LikeChange> changes, LikeSeq seq) =>
        changes.Select(change => new LikeRow(reelId, change.UserId, change.Liked, change.At, seq));

    /// <param name="Count">Null where the reel is closed.</param>
    private sealed record Taken(long? Count);
}
