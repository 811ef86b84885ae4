namespace Reels.Grains;

/// <summary>How long things that leave a grain may take.</summary>
public static class TimeLimits
{
    /// <summary>A write runs under this limit once begun, whatever becomes of the caller, so that nobody leaves half a write by hanging up.</summary>
    public static readonly TimeSpan Write = TimeSpan.FromSeconds(2);

    /// <summary>Runs a write past its commit point: the caller's cancellation is looked at once, before it.</summary>
    public static async Task<T> WriteAsync<T>(Func<CancellationToken, ValueTask<T>> write, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(Write);
        return await write(limit.Token);
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public static async Task WriteAsync(Func<CancellationToken, ValueTask> write, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(Write);
        await write(limit.Token);
    }
}
