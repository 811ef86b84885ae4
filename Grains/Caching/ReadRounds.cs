namespace Reels.Grains.Caching;

/// <summary>
/// Lets reads that must be exact share their loads: those that come while a round is under way wait for its end and
/// then read as of one moment, which is later than each of them came. Runs on one grain's scheduler alone.
/// </summary>
internal sealed class ReadRounds(CacheClock clock)
{
    private int _reading;
    private int _waiting;
    private TaskCompletionSource<long>? _next;

    /// <param name="read">Reads with the given moment as its <c>freshAsOf</c>.</param>
    public async Task<T> ReadAsync<T>(Func<long, ValueTask<T>> read)
    {
        var moment = await JoinAsync();
        try
        {
            return await read(moment);
        }
        finally
        {
            if (--_reading == 0)
                BeginNext();
        }
    }

    private ValueTask<long> JoinAsync()
    {
        if (_reading == 0)
        {
            _reading = 1;
            return ValueTask.FromResult(clock.FreshAsOfNow());
        }

        _waiting++;
        _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(_next.Task);
    }

    private void BeginNext()
    {
        if (_next is not { } next)
            return;
        (_reading, _waiting, _next) = (_waiting, 0, null);
        next.SetResult(clock.FreshAsOfNow());
    }
}
