using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Likes;

/// <summary>
/// Likes of one reel that wait for the store. While one write runs, the next likes gather, and go together in the next
/// write. Each caller gets the count that the store returned, never a remembered one. Runs on one grain's scheduler
/// alone.
/// </summary>
internal sealed class LikeQueue(Guid reelId, ILikeStore store)
{
    /// <summary>Most changes in one write: the port's limit.</summary>
    public const int MaxBatch = 500;

    /// <summary>
    /// Most changes that wait: 20 writes of 100 ms each. Later callers are rejected immediately: they would only time
    /// out.
    /// </summary>
    public const int MaxWaiting = 20 * MaxBatch;

    private List<LikeRequest> _waiting = [];

    /// <summary>
    /// Completes when no write runs, at most two time limits after the last change arrived; never fails.
    /// </summary>
    public Task Flushing { get; private set; } = Task.CompletedTask;

    /// <summary>Sets one user's state with the next write; null where the reel is deleted.</summary>
    /// <exception cref="StoreUnavailableException">The write failed, or it took longer than
    /// <see cref="TimeLimits.Write"/> together with the wait before it, or too many changes are waiting.</exception>
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
                // A write past its limit is not waited for: it is applied before the next one, or never.
                var count = await TimeLimits.RunAsync(limit => store.ApplyAsync(reelId, changes, limit));
                batch.ForEach(request => request.Answer(count));
            }
#pragma warning disable CA1031 // Its callers get the failure; later writes go on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                batch.ForEach(request => request.Fail(exception));
            }
        }
    }

    // A like and an unlike of one user go in two writes, so that each is answered with a count that includes it.
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
        /// Whether its caller has an answer, if only that the outcome is unknown. A change whose write has not begun by
        /// then is dropped.
        /// </summary>
        public bool HasLeft { get; private set; }

        public void Answer(long? count) => _count.SetResult(count);

        public void Fail(Exception failure)
        {
            _count.SetException(failure);

            // Its caller may have left: a failure that no one awaits must not be reported as unobserved.
            _ = _count.Task.Exception;
        }

        public void Leave() => HasLeft = true;
    }
}
