using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Tests;

/// <summary>
/// Keeps the writer of an embedded database busy until it is disposed. Writes that arrive meanwhile share the next
/// transaction.
/// </summary>
internal sealed class WriterBlocker : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();

    private WriterBlocker()
    {
    }

    /// <summary>Block the writer until the result is disposed. Returns when it is blocked.</summary>
    public static async Task<WriterBlocker> StartAsync(EmbeddedDatabase database)
    {
        var blocker = new WriterBlocker();
        _ = database.WriteAsync(_ => blocker.Wait(), CancellationToken.None);
        await blocker._reached.Task;
        return blocker;
    }

    public void Dispose() => _release.Set();

    private void Wait()
    {
        _reached.SetResult();
        _release.Wait();
    }
}
