using System.Diagnostics;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Likes with a truth and a projection, where the projection takes the writes while the truth is unavailable. Normally
/// a batch goes to the truth alone, in one step, and a loop of this class drains the truth's tail into the projection.
/// <c>docs/adr/0033-likes-fail-over.md</c> says what the epochs decide.
/// </summary>
internal sealed class ProjectedLikeStore : BackgroundService, ILikeStore
{
    /// <summary>The longest wait for one call of the loop.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(2);

    private readonly LikeSide<ILikeTruth> _truth;
    private readonly LikeSide<ILikeProjection> _projection;
    private readonly LikeEpoch _epoch;
    private readonly LikeDocuments _documents;
    private readonly LikeDrainLag _lag = new();
    private readonly LikeDrain _drain;
    private readonly LikeDrain _lookDrain;
    private readonly LikeDrainTurn _turn;
    private readonly LikeLosses _losses;
    private readonly LikeReads _reads;
    private readonly LikeWrites _writes;
    private readonly ILogger<ProjectedLikeStore> _logger;
    private readonly LookPace _pace;

    /// <param name="truth">The side that normally takes the writes.</param>
    /// <param name="projection">The other one.</param>
    /// <param name="logger">Gets the outages of the truth.</param>
    /// <param name="callLimit">The longest wait for one call of a request.</param>
    /// <param name="interval">The time between two looks while there is work; null:
    /// <see cref="LookPace.Busy"/>.</param>
    public ProjectedLikeStore(ILikeTruth truth, ILikeProjection projection, ILogger<ProjectedLikeStore> logger,
        TimeSpan callLimit, TimeSpan? interval = null)
    {
        (_logger, _pace) = (logger, new(interval));
        _truth = new(truth, callLimit, () => logger.TruthFails("likes"));
        _projection = new(projection, callLimit);
        _epoch = new(_projection);
        _documents = new(_projection, _epoch);
        _drain = new(_truth, _documents);
        var (patientTruth, patientDocuments) = (new LikeSide<ILikeTruth>(truth, StepLimit),
            new LikeDocuments(new(projection, StepLimit), _epoch));
        _lookDrain = new(patientTruth, patientDocuments);
        _turn = new(patientTruth, _lookDrain, _lag);
        _losses = new(patientTruth, patientDocuments, _turn, _epoch);
        var handover = new LikeHandover(_truth, _projection, _documents, _drain, _epoch);
        _reads = new(_truth, handover, _losses, _epoch);
        _writes = new(_truth, _documents, handover, _losses, _epoch);
    }

    /// <summary>Whether the truth has just failed, so that it isn't asked.</summary>
    public bool IsTruthResting => _truth.IsResting;

    public async ValueTask BeginAsync(Guid reelId, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var known = await _epoch.KnownAsync(cancellationToken);

        var first = ReelDocument.None(reelId).Next() with { Epoch = known, Checked = known, IsInTruth = true };
        if (await IsNewAsync(first, cancellationToken))
        {
            await _truth.CallAsync((side, limit) => side.BeginAsync(reelId, known, createdAt, limit),
                cancellationToken);
        }
    }

    public ValueTask<long?> ApplyAsync(Guid reelId, IReadOnlyList<LikeChange> changes,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<long?>(cancellationToken);
        _pace.Hurry();
        return _writes.ApplyAsync(reelId, changes, cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<Guid, long>> CountsAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Guid[] ids = [.. reelIds.Distinct()];
        var current = await _reads.ReadAsync(ids, userId: null, cancellationToken);
        var counts = current.ToDictionary(pair => pair.Key, pair => pair.Value.Count);
        if (ids.Where(id => !current.ContainsKey(id)).ToArray() is { Length: > 0 } others)
        {
            foreach (var (id, document) in await _documents.GetManyAsync(others, cancellationToken))
                counts[id] = document.Count;
        }

        return counts;
    }

    public async ValueTask<IReadOnlySet<Guid>> WhichLikedAsync(string userId, IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Guid[] ids = [.. reelIds.Distinct()];
        var current = await _reads.ReadAsync(ids, userId, cancellationToken);
        bool? StateOf(Guid id) => current.TryGetValue(id, out var reel) ? (reel.IsClosed ? false : reel.Liked) : null;
        var liked = ids.Where(id => StateOf(id) == true).ToHashSet();
        if (ids.Where(id => StateOf(id) is null).ToArray() is { Length: > 0 } others)
            liked.UnionWith(await _documents.WhichLikedAsync(userId, others, cancellationToken));
        return liked;
    }

    public async ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        (await _documents.GetAsync(reelId, cancellationToken)).IsClosed ? [] : await _projection.CallAsync(
            (side, token) => side.ListAsync(reelId, before, limit, token), cancellationToken);

    /// <summary>
    /// The document is closed first: rows of the tail aren't merged into it any more. The last step, which finds
    /// nothing in the projection, reports that the truth could not be closed.
    /// </summary>
    public async ValueTask<int> PurgeAsync(Guid reelId, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _documents.CloseAsync(reelId, cancellationToken);
        var removed = await _projection.CallAsync((side, token) => side.RemoveAsync(reelId, limit, token),
            cancellationToken);
        try
        {
            return Math.Max(removed, await _truth.CallAsync((side, token) => side.CloseAsync(reelId, limit, token),
                cancellationToken));
        }
        catch (StoreUnavailableException) when (removed > 0)
        {
            return removed;
        }
    }

    /// <summary>
    /// Ends each like as its user would, with the count. The rows stay for a while, since they refuse older ones; an
    /// erasure looks twice, and the second look removes them.
    /// </summary>
    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _drain.RunAsync(cancellationToken);
        var liked = await _projection.CallAsync((side, token) => side.ListLikedAsync(userId, limit, token),
            cancellationToken);
        foreach (var reelId in liked)
        {
            if (await ApplyAsync(reelId, [new(userId, false, DateTimeOffset.UnixEpoch)], cancellationToken) is null)
                await RemoveAsync(reelId, userId, cancellationToken);
        }

        if (liked.Count > 0)
        {
            await _drain.RunAsync(cancellationToken);
            return liked.Count;
        }

        var ended = await _projection.CallAsync((side, token) => side.ListEndedAsync(userId, limit, token),
            cancellationToken);
        foreach (var reelId in ended)
            await RemoveAsync(reelId, userId, cancellationToken);
        return ended.Count;
    }

    /// <summary>Another silo drains from then on, without waiting for the end of this one's turn.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await _turn.EndAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The turn ends by itself.
        }
    }

    public override void Dispose()
    {
        _drain.Dispose();
        _lookDrain.Dispose();
        _lag.Dispose();
        base.Dispose();
        _pace.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool isDone;
        do
        {
            isDone = false;
            _pace.Begin();
            try
            {
                await LookAsync(stoppingToken);
                isDone = _losses.Memory.Rows.Count == 0;
            }
            catch (StoreUnavailableException)
            {
                // The next look tries again.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.CatchUpFailed(exception, "likes");
            }
        }
        while (await _pace.NextAsync(isDone, stoppingToken));
    }

    /// <summary>
    /// Whether the reel never had a document. While the projection is unavailable it counts as new: it was posted just
    /// now, and gets its document later.
    /// </summary>
    private async ValueTask<bool> IsNewAsync(ReelDocument first, CancellationToken cancellationToken)
    {
        try
        {
            return await _documents.TryPutAsync(first, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var began = Stopwatch.GetTimestamp();
        await _epoch.LearnAsync(stoppingToken);
        if (await _losses.LookAsync(stoppingToken) is { } recovered)
            _logger.TruthLostWrites("likes", recovered);
        if (_truth.Recover(began))
            _logger.TruthIsBack("likes");
    }

    private async ValueTask RemoveAsync(Guid reelId, string userId, CancellationToken cancellationToken)
    {
        await _truth.CallAsync((side, token) => side.ForgetAsync(reelId, userId, token), cancellationToken);
        await _projection.CallAsync((side, token) => side.RemoveAsync(reelId, userId, token), cancellationToken);
    }
}
