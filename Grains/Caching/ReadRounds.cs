namespace Reels.Grains.Caching;

/// <summary>
/// Lets exact reads share their loads. Reads that arrive while a round runs wait for its end, and then read as of one
/// time, which is later than the arrival of each. Runs on one grain's scheduler alone.
/// </summary>
internal sealed class ReadRounds(CacheClock clock)
{
    private int _reading;
    private int _waiting;
    private TaskCompletionSource<long>? _next;

    /// <param name="read">Reads with the given time as its <c>freshAsOf</c>.</param>
    public async Task<T> ReadAsync<T>(Func<long, ValueTask<T>> read)
    {
        var freshAsOf = await JoinAsync();
        try
        {
            return await read(freshAsOf);
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
