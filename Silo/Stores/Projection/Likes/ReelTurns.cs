namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Runs the calls for one reel one after the other, in the order in which they began. The turn of a call that is given
/// up ends with that, even if a side hasn't answered: the call's number then refuses a late effect in the truth, and
/// the document's version one in the projection.
/// </summary>
internal sealed class ReelTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Task> _last = [];
    private long _number;

    /// <param name="reelId">The reel.</param>
    /// <param name="call">Gets its number, which rises in the order in which calls began.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async ValueTask<T> RunAsync<T>(Guid reelId, Func<long, ValueTask<T>> call,
        CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        long number;
        lock (_lock)
        {
            number = ++_number;
            before = _last.GetValueOrDefault(reelId, Task.CompletedTask);
            _last[reelId] = over.Task;
        }

        try
        {
            await before.WaitAsync(cancellationToken);
            return await call(number);
        }
        finally
        {
            _ = EndAsync(reelId, before, over);
        }
    }

    private async Task EndAsync(Guid reelId, Task before, TaskCompletionSource over)
    {
        await before;
        lock (_lock)
        {
            if (_last[reelId] == over.Task)
                _last.Remove(reelId);
        }

        over.SetResult();
    }
}
