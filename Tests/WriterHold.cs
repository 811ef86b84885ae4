using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Tests;

/// <summary>
/// Keeps the writer of an embedded database busy until it is disposed: what is written meanwhile shares the next
/// transaction.
/// </summary>
internal sealed class WriterHold : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();

    private WriterHold()
    {
    }

    /// <summary>Returns once the writer is held.</summary>
    public static async Task<WriterHold> OfAsync(EmbeddedDatabase database)
    {
        var hold = new WriterHold();
        _ = database.WriteAsync(_ => hold.Wait(), CancellationToken.None);
        await hold._reached.Task;
        return hold;
    }

    public void Dispose() => _release.Set();

    private void Wait()
    {
        _reached.SetResult();
        _release.Wait();
    }
}
