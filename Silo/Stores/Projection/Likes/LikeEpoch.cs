namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// The newest epoch that this silo knows. Each load and each takeover of a reel begins an epoch for it, above every one
/// that the reel had. The newest of them all is kept in the projection, and each look reads it: a copy in the truth
/// that was last checked in an older epoch is checked again before it is used.
/// </summary>
internal sealed class LikeEpoch(LikeSide<ILikeProjection> projection)
{
    private long _known;

    /// <summary>The newest that this silo knows; 0 where it has never read it.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>The newest that this silo knows, read now if it has never read it.</summary>
    public ValueTask<long> KnownAsync(CancellationToken cancellationToken) =>
        Known is > 0 and var known ? ValueTask.FromResult(known) : LearnAsync(cancellationToken);

    /// <summary>Reads the newest epoch.</summary>
    public async ValueTask<long> LearnAsync(CancellationToken cancellationToken)
    {
        var newest = await projection.CallAsync((side, limit) => side.GetEpochAsync(limit), cancellationToken);
        return newest > 0 ? Learn(newest) : await RaiseAsync(1, cancellationToken);
    }

    /// <summary>Records an epoch that another silo has begun.</summary>
    public long Learn(long epoch)
    {
        var known = Known;
        while (epoch > known && Interlocked.CompareExchange(ref _known, epoch, known) is var was && was != known)
            known = was;
        return Known;
    }

    /// <summary>
    /// An epoch above one in which the truth may have a copy of a reel: for its load, or its takeover.
    /// </summary>
    public async ValueTask<long> BeginAsync(long above, CancellationToken cancellationToken) =>
        await KnownAsync(cancellationToken) is var known && known > above
            ? known
            : await RaiseAsync(above + 1, cancellationToken);

    /// <summary>
    /// An epoch for the takeover of a reel. Without a document, the truth may have a copy of any epoch so far.
    /// </summary>
    public async ValueTask<long> TakeOverAsync(ReelDocument document, CancellationToken cancellationToken) =>
        await BeginAsync(document.Version > 0 ? document.Checked : await LearnAsync(cancellationToken),
            cancellationToken);

    private async ValueTask<long> RaiseAsync(long epoch, CancellationToken cancellationToken) =>
        Learn(await projection.CallAsync((side, limit) => side.RaiseEpochAsync(epoch, limit), cancellationToken));
}
