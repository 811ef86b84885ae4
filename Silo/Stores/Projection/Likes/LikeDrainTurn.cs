using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// One silo at a time drains the tail, so that several don't copy the same rows. The others look whether their rows
/// have left the tail, which they do once they are in the projection. One call runs at a time.
/// </summary>
internal sealed class LikeDrainTurn(LikeSide<ILikeTruth> truth, LikeDrain drain, LikeDrainLag lag)
{
    /// <summary>Looks without a turn after a drain that failed: another silo may reach the projection.</summary>
    private const int LooksToPass = 2;

    private readonly string _silo = Guid.NewGuid().ToString("N");
    private Awaited? _awaited;
    private int _looksToPass;

    /// <summary>Drains the tail if it is this silo's turn.</summary>
    /// <param name="kept">Rows that the truth has answered to this silo, all of them before this call.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Rows of this call or of earlier ones that are in the projection now.</returns>
    public async ValueTask<IReadOnlyList<LikeRow>> RunAsync(IReadOnlyList<LikeRow> kept,
        CancellationToken cancellationToken)
    {
        if (_looksToPass > 0)
        {
            _looksToPass--;
            return [];
        }

        var look = await LookAsync(cancellationToken);
        if (look.Newest is null || (look.IsMyTurn && await DrainAsync(cancellationToken)))
        {
            _awaited = null;
            lag.OnDrained();
            return kept;
        }

        if (look.HasUpTo)
            return [];
        var merged = _awaited?.Rows ?? [];
        if (_awaited is not null)
            lag.OnDrained();
        _awaited = new(kept, look.Newest);
        return merged;
    }

    /// <summary>Waits for no rows of before any more: the truth has lost its tail.</summary>
    public void StartOver() => _awaited = null;

    /// <summary>Lets another silo drain immediately.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken) =>
        truth.CallAsync((side, limit) => side.EndTurnAsync(_silo, limit), cancellationToken);

    private ValueTask<TailLook> LookAsync(CancellationToken cancellationToken) => truth.CallAsync(
        (side, limit) => side.LookAtTailAsync(_silo, _awaited?.UpTo, limit), cancellationToken);

    /// <summary>Returns false where the turn has passed to another silo before the tail was drained.</summary>
    private async ValueTask<bool> DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await drain.StepAsync(cancellationToken))
            {
                if (!(await LookAsync(cancellationToken)).IsMyTurn)
                    return false;
            }

            return true;
        }
        catch (StoreUnavailableException)
        {
            _looksToPass = LooksToPass;
            await EndAsync(cancellationToken);
            throw;
        }
    }

    /// <param name="Rows">They are in the projection once no row up to that place is in the tail.</param>
    /// <param name="UpTo">The place of the newest row of the tail after they were answered.</param>
    private sealed record Awaited(IReadOnlyList<LikeRow> Rows, string UpTo);
}
