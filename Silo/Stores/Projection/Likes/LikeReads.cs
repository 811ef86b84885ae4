using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>Reads copies of reels in the truth that are current, and makes those current that aren't.</summary>
internal sealed class LikeReads(
    LikeSide<ILikeTruth> truth, LikeHandover handover, LikeLosses losses, LikeEpoch epoch)
{
    /// <summary>
    /// The copies that are current. Those left out are to be read from the projection: all of them, while the truth is
    /// unavailable, or has lost orders.
    /// </summary>
    public async ValueTask<IReadOnlyDictionary<Guid, TruthReel>> ReadAsync(IReadOnlyCollection<Guid> reelIds,
        string? userId, CancellationToken cancellationToken)
    {
        var current = new Dictionary<Guid, TruthReel>();
        if (truth.IsResting || losses.Memory.IsLost || reelIds.Count == 0)
            return current;
        await epoch.KnownAsync(cancellationToken);
        try
        {
            var found = await AddCurrentAsync(current, reelIds, userId, cancellationToken);
            var others = reelIds.Where(id => !current.ContainsKey(id)).ToArray();
            var handedOver = await Task.WhenAll(others.Select(id => handover.RunAsync(
                id, found.GetValueOrDefault(id), isForWrite: false, cancellationToken).AsTask()));
            Guid[] now = [.. others.Where((_, i) => handedOver[i] == Handover.Done)];
            if (now.Length > 0)
                await AddCurrentAsync(current, now, userId, cancellationToken);
        }
        catch (StoreUnavailableException) when (truth.IsResting)
        {
            // The projection is read for the rest.
        }

        return current;
    }

    private async ValueTask<IReadOnlyDictionary<Guid, TruthReel>> AddCurrentAsync(Dictionary<Guid, TruthReel> current,
        IReadOnlyCollection<Guid> reelIds, string? userId, CancellationToken cancellationToken)
    {
        var found = await truth.CallAsync((side, limit) => side.ReadAsync(reelIds, userId, limit), cancellationToken);
        var known = found.Values.Aggregate(epoch.Known, (newest, reel) => Math.Max(newest, reel.Checked));
        epoch.Learn(known);
        foreach (var (id, reel) in found)
        {
            if (reel.IsClosed || (reel.Checked >= known && reel.Epoch >= epoch.LostBefore))
                current[id] = reel;
        }

        return found;
    }
}
