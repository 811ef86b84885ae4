using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Blocks;

/// <summary>
/// Blocks with a truth and a projection. The truth answers everything while it is available. Otherwise the projection
/// answers who is hidden, and lists; if it lags, or is unavailable too, nobody is shown by mistake: the call fails.
/// </summary>
/// <remarks>
/// An erased row may come back to the projection if the catch-up had just read it. So an erasure looks twice, the
/// second time when such work has ended (<c>docs/adr/0015-account-deletion.md</c>).
/// </remarks>
internal sealed class ProjectedBlockStore(
    IBlockTruth truth, IBlockProjection projection, ILogger<ProjectedBlockStore> logger,
    TimeSpan callLimit)
    : ProjectedStore<Block>("blocks", truth, projection, logger, callLimit), IBlockStore
{
    private readonly IBlockTruth _truth = truth;
    private readonly IBlockProjection _projection = projection;

    public async ValueTask<Block> SetAsync(Block block, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        var stored = await _truth.SetAsync(block, leaseUntil, cancellationToken);

        // A block with a higher seq is projected by the call that wrote it.
        if (stored.Seq == block.Seq)
            await ProjectAsync(stored);

        return stored;
    }

    public ValueTask<Block?> GetAsync(string blocker, string blocked, CancellationToken cancellationToken) =>
        _truth.GetAsync(blocker, blocked, cancellationToken);

    public ValueTask SettleAsync(string blocker, string blocked, long seq, BlockPending done,
        CancellationToken cancellationToken) => _truth.SettleAsync(blocker, blocked, seq, done, cancellationToken);

    public ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.ListAsync(blocker, before, limit, token),
        token => _projection.ListAsync(blocker, before, limit, token),
        cancellationToken);

    public ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.AllHiddenAsync(userId, limit, token),
        token => _projection.AllHiddenAsync(userId, limit, token),
        cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.WhichHiddenAsync(userId, others, token),
        token => _projection.WhichHiddenAsync(userId, others, token),
        cancellationToken);

    public ValueTask<IReadOnlyList<Block>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        _truth.ListLapsedAsync(shards, now, limit, cancellationToken);

    public ValueTask ExtendLeaseAsync(string blocker, string blocked, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        _truth.ExtendLeaseAsync(blocker, blocked, seq, leaseUntil, cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) => EraseAsync(
        () => _truth.EraseAsync(userId, limit, cancellationToken),
        () => _projection.EraseAsync(userId, limit, cancellationToken));
}
