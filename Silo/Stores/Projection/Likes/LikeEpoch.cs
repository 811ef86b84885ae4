namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// The newest epoch that this silo knows. Each load and each takeover of a reel begins an epoch for it, above every one
/// that the reel had. The newest of them all is kept in the projection, and each look reads it: a copy in the truth
/// that was last checked in an older epoch is checked again before it is used.
/// </summary>
internal sealed class LikeEpoch(LikeSide<ILikeProjection> projection)
{
    private long _known;
    private long _lostBefore;

    /// <summary>The newest that this silo knows; 0 where it has never read it.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>
    /// The truth may have lost orders in copies of older epochs: they are loaded again, with no state kept.
    /// </summary>
    public long LostBefore => Volatile.Read(ref _lostBefore);

    /// <summary>The newest that this silo knows, read now if it has never read it.</summary>
    public ValueTask<long> KnownAsync(CancellationToken cancellationToken) =>
        Known is > 0 and var known ? ValueTask.FromResult(known) : LearnAsync(cancellationToken);

    /// <summary>Reads the newest epoch.</summary>
    public async ValueTask<long> LearnAsync(CancellationToken cancellationToken)
    {
        var epochs = await projection.CallAsync((side, limit) => side.GetEpochsAsync(limit), cancellationToken);
        return epochs.Newest > 0 ? Learn(epochs) : await RaiseAsync(new(1), cancellationToken);
    }

    /// <summary>Records an epoch that another silo has begun.</summary>
    public long Learn(long epoch)
    {
        Raise(ref _known, epoch);
        return Known;
    }

    /// <summary>Records that the truth has lost orders: no copy that it has now may be used.</summary>
    public async ValueTask LoseAsync(CancellationToken cancellationToken)
    {
        var next = await LearnAsync(cancellationToken) + 1;
        await RaiseAsync(new(next, LostBefore: next), cancellationToken);
    }

    /// <summary>
    /// An epoch above one in which the truth may have a copy of a reel: for its load, or its takeover.
    /// </summary>
    public async ValueTask<long> BeginAsync(long above, CancellationToken cancellationToken) =>
        await KnownAsync(cancellationToken) is var known && known > above
            ? known
            : await RaiseAsync(new(above + 1), cancellationToken);

    /// <summary>
    /// An epoch for the takeover of a reel. Without a document, the truth may have a copy of any epoch so far.
    /// </summary>
    public async ValueTask<long> TakeOverAsync(ReelDocument document, CancellationToken cancellationToken) =>
        await BeginAsync(document.Version > 0 ? document.Checked : await LearnAsync(cancellationToken),
            cancellationToken);

    private async ValueTask<long> RaiseAsync(LikeEpochs epochs, CancellationToken cancellationToken) =>
        Learn(await projection.CallAsync((side, limit) => side.RaiseEpochsAsync(epochs, limit), cancellationToken));

    private long Learn(LikeEpochs epochs)
    {
        Raise(ref _lostBefore, epochs.LostBefore);
        return Learn(epochs.Newest);
    }

    private static void Raise(ref long value, long to)
    {
        var known = Volatile.Read(ref value);
        while (to > known && Interlocked.CompareExchange(ref value, to, known) is var was && was != known)
            known = was;
    }
}
