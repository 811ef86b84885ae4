namespace Reels.Silo.Stores.Projection.Likes;

internal enum Handover
{
    /// <summary>The truth's copy is current.</summary>
    Done,

    /// <summary>The projection has the reel for now: the tail is long, or other writers always came first.</summary>
    Later,

    /// <summary>The reel is closed.</summary>
    Closed,
}

/// <summary>Makes the truth's copy of a reel current: checks it, or loads it from the projection.</summary>
internal sealed class LikeHandover(
    LikeSide<ILikeTruth> truth, LikeSide<ILikeProjection> projection, LikeDocuments documents, LikeDrain drain,
    LikeEpoch epoch)
{
    private const int MaxAttempts = 5;

    /// <param name="reelId">The reel.</param>
    /// <param name="copy">The truth's copy; null where it has none.</param>
    /// <param name="isForWrite">Whether to load also a reel that neither side knows.</param>
    /// <param name="cancellationToken">Gives it up; it can be repeated.</param>
    public async ValueTask<Handover> RunAsync(Guid reelId, TruthReel? copy, bool isForWrite,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var document = await documents.GetAsync(reelId, cancellationToken);
            if (document.IsClosed)
                return Handover.Closed;
            if (document.Version == 0 && copy is null && !isForWrite)
                return Handover.Later;
            var isLost = copy is not null && copy.Epoch < epoch.LostBefore;
            if (copy is not null && !isLost
                && (document.Version == 0 || (document.IsInTruth && document.Epoch == copy.Epoch)))
            {
                if (await TryCheckAsync(document, copy, cancellationToken))
                    return Handover.Done;
            }
            else
            {
                // Rows of the tail must be in the count that is loaded. A lost copy may name rows that nothing holds.
                if (copy is { HasTail: true } && !isLost)
                    await drain.StepAsync(cancellationToken);
                else if (await TryLoadAsync(document, copy, isLost, cancellationToken))
                    return Handover.Done;
                copy = await ReadAsync(reelId, cancellationToken);
            }
        }

        return Handover.Later;
    }

    private async ValueTask<TruthReel?> ReadAsync(Guid reelId, CancellationToken cancellationToken) =>
        (await truth.CallAsync((side, limit) => side.ReadAsync([reelId], null, limit), cancellationToken))
        .GetValueOrDefault(reelId);

    /// <summary>
    /// The document is marked first: a later takeover then begins an epoch above the mark of the truth's copy. A reel
    /// without a document was begun in the truth alone, and gets one. Returns false where another writer came first.
    /// </summary>
    private async ValueTask<bool> TryCheckAsync(ReelDocument document, TruthReel copy,
        CancellationToken cancellationToken)
    {
        var upTo = Math.Max(Math.Max(document.Checked, copy.Checked), epoch.Known);
        var next = document.Next() with { Epoch = copy.Epoch, Checked = upTo, IsInTruth = true };
        if (document.Checked < upTo && !await documents.TryPutAsync(next, cancellationToken))
            return false;

        await truth.CallAsync((side, limit) => side.CheckAsync(document.ReelId, copy.Epoch, upTo, limit),
            cancellationToken);
        return true;
    }

    /// <summary>
    /// The document is handed over first: the count and the rows that are loaded are those of this version. Returns
    /// false where another writer came first.
    /// </summary>
    private async ValueTask<bool> TryLoadAsync(ReelDocument document, TruthReel? copy, bool isLost,
        CancellationToken cancellationToken)
    {
        var begun = await epoch.BeginAsync(Math.Max(document.Checked, copy?.Checked ?? 0), cancellationToken);
        var next = document.Next() with { Epoch = begun, Checked = begun, IsInTruth = true };
        if (!await documents.TryPutAsync(next, cancellationToken))
            return false;
        if (copy is not null && !isLost)
            await LoadStatesAsync(document.ReelId, copy.Epoch, begun, cancellationToken);
        else if (!await MergeTailAsync(document.ReelId, begun, isLost, cancellationToken))
            return false;
        return await truth.CallAsync(
            (side, limit) => side.LoadAsync(document.ReelId, copy?.Epoch, begun, next.Count, isLost, limit),
            cancellationToken);
    }

    /// <summary>
    /// After a load that keeps no state, states are asked of the projection. So it must have the rows that the copy
    /// has left in the tail, and a lost one takes no more. Returns false where the tail is long.
    /// </summary>
    private async ValueTask<bool> MergeTailAsync(Guid reelId, long begun, bool isLost,
        CancellationToken cancellationToken)
    {
        if (isLost)
            await truth.CallAsync((side, limit) => side.SetStatesAsync(reelId, begun, [], limit), cancellationToken);
        return !await drain.StepAsync(cancellationToken);
    }

    private async ValueTask LoadStatesAsync(Guid reelId, long changedAfter, long begun,
        CancellationToken cancellationToken)
    {
        var last = "";
        while (await projection.CallAsync(
            (side, limit) => side.ListChangedAsync(reelId, changedAfter, last, LikeDocuments.MaxRows, limit),
            cancellationToken) is { Count: > 0 } rows)
        {
            await truth.CallAsync((side, limit) => side.SetStatesAsync(reelId, begun, rows, limit), cancellationToken);
            last = rows[^1].UserId;
        }
    }
}
