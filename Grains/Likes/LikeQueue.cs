using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Likes;

/// <summary>
/// Likes of one reel on their way to the store: while one write is under way, the next ones gather and go together.
/// Everybody is answered with the count that the store gave, never with one that is only remembered. Runs on one
/// grain's scheduler alone.
/// </summary>
internal sealed class LikeQueue(Guid reelId, ILikeStore store)
{
    /// <summary>Most changes in one write: what the port takes.</summary>
    public const int MaxBatch = 500;

    /// <summary>
    /// Most changes that wait: 20 writes, 100 ms for each. Who came after them would hear at the limit that it has
    /// passed, and is told at once.
    /// </summary>
    public const int MaxWaiting = 20 * MaxBatch;

    private List<LikeRequest> _waiting = [];

    /// <summary>
    /// Completes when nothing is under way, at most two limits after the last change came; never fails.
    /// </summary>
    public Task Flushing { get; private set; } = Task.CompletedTask;

    /// <summary>Sets one person's state with the next write; null where the reel is deleted.</summary>
    /// <exception cref="StoreUnavailableException">That write failed, or it took longer than
    /// <see cref="TimeLimits.Write"/> with the wait before it, or too many wait.</exception>
    public async Task<LikeSummary?> ApplyAsync(LikeChange change)
    {
        if (_waiting.Count >= MaxWaiting)
            throw StoreUnavailableException.Overloaded();
        var request = new LikeRequest(change);
        _waiting.Add(request);
        if (Flushing.IsCompleted)
            Flushing = FlushAsync();
        try
        {
            return await TimeLimits.RunAsync(_ => new ValueTask<long?>(request.Count))
                is { } count ? new(count, change.Liked) : null;
        }
        finally
        {
            request.Leave();
        }
    }

    private async Task FlushAsync()
    {
        while (TakeBatch() is [_, ..] batch)
        {
            GrainMetrics.LikesWritten(batch.Count);
            LikeChange[] changes = [.. batch.Select(request => request.Change)];
            try
            {
                // One that is given up is not waited for: it lands before the next, or never.
                var count = await TimeLimits.RunAsync(limit => store.ApplyAsync(reelId, changes, limit));
                batch.ForEach(request => request.Answer(count));
            }
#pragma warning disable CA1031 // A failed write is its callers' to see; the ones after it have nothing to do with it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                batch.ForEach(request => request.Fail(exception));
            }
        }
    }

    // One person's two minds go in two writes, so that each is answered with a count that holds it.
    private List<LikeRequest> TakeBatch()
    {
        var batch = new List<LikeRequest>();
        var left = new List<LikeRequest>();
        var taken = new Dictionary<string, bool>();
        var later = new HashSet<string>();
        foreach (var request in _waiting.Where(request => !request.HasLeft))
        {
            var (user, liked) = (request.Change.UserId, request.Change.Liked);
            if (batch.Count < MaxBatch && !later.Contains(user) && (taken.TryAdd(user, liked) || taken[user] == liked))
            {
                batch.Add(request);
            }
            else
            {
                later.Add(user);
                left.Add(request);
            }
        }

        _waiting = left;
        return batch;
    }

    private sealed class LikeRequest(LikeChange change)
    {
        private readonly TaskCompletionSource<long?> _count = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LikeChange Change { get; } = change;

        public Task<long?> Count => _count.Task;

        /// <summary>
        /// Whether its caller has an answer, maybe that nobody knows: what is not begun by then is left undone.
        /// </summary>
        public bool HasLeft { get; private set; }

        public void Answer(long? count) => _count.SetResult(count);

        public void Fail(Exception failure)
        {
            _count.SetException(failure);

            // Its caller may have gone; a failure that nobody awaits is no news.
            _ = _count.Task.Exception;
        }

        public void Leave() => HasLeft = true;
    }
}
