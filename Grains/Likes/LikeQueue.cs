using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Likes;

/// <summary>Likes of one reel on their way to the store: while one write is under way, the next ones gather and go together. Everybody is answered with the
/// count that the store gave, never with one that is only remembered. Runs on one grain's scheduler alone.</summary>
internal sealed class LikeQueue(Guid reelId, ILikeStore store)
{
    /// <summary>Most changes in one write: what the port takes.</summary>
    public const int MaxBatch = 500;

    private List<LikeRequest> _waiting = [];

    /// <summary>Completes when nothing is under way; never fails.</summary>
    public Task Flushing { get; private set; } = Task.CompletedTask;

    /// <summary>Sets one person's state with the next write.</summary>
    /// <exception cref="StoreUnavailableException">That write failed, or took longer than <see cref="TimeLimits.Write"/>.</exception>
    public async Task<LikeSummary> ApplyAsync(LikeChange change)
    {
        var request = new LikeRequest(change);
        _waiting.Add(request);
        if (Flushing.IsCompleted)
            Flushing = FlushAsync();
        return new(await request.Count, change.Liked);
    }

    private async Task FlushAsync()
    {
        while (_waiting.Count > 0)
        {
            var batch = TakeBatch();
            GrainMetrics.LikesWritten(batch.Count);
            LikeChange[] changes = [.. batch.Select(request => request.Change)];
            var written = Task.FromResult(0L);
            try
            {
                var count = await TimeLimits.WriteAsync(
                    limit => new ValueTask<long>(written = store.ApplyAsync(reelId, changes, limit).AsTask()), CancellationToken.None);
                batch.ForEach(request => request.Answer(count));
            }
#pragma warning disable CA1031 // A failed write is its callers' to see; the ones after it have nothing to do with it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                batch.ForEach(request => request.Fail(failure));
            }

            // Its callers hear at the limit, but a write that is still under way must not overtake a person's next one.
            await Task.WhenAny(written);
        }
    }

    // One person's two minds go in two writes, so that each is answered with a count that holds it.
    private List<LikeRequest> TakeBatch()
    {
        var batch = new List<LikeRequest>();
        var left = new List<LikeRequest>();
        var taken = new Dictionary<string, bool>();
        var later = new HashSet<string>();
        foreach (var request in _waiting)
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
        private readonly TaskCompletionSource<long> _count = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LikeChange Change { get; } = change;

        public Task<long> Count => _count.Task;

        public void Answer(long count) => _count.SetResult(count);

        public void Fail(Exception failure) => _count.SetException(failure);
    }
}
