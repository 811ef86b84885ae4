using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Erasures;

/// <summary>Erases bytes that nothing refers to any more. Every step may be repeated, by this node or another.</summary>
public sealed partial class MediaEraser(
    IMediaStore store, IGrainFactory grains, IOptions<ErasureOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<MediaEraser> logger)
{
    // What could not be deleted, kept so that it doesn't fill the batches of what can.
    private readonly HashSet<string> _stuck = [];

    /// <summary>Erases what a delete has just freed, so that it is 404 at once. Takes at most <see cref="ErasureOptions.DeleteWaits"/> and never throws:
    /// the keys are queued, and what fails here is erased later.</summary>
    public async Task EraseNow(ImmutableArray<string> keys)
    {
        if (keys.IsDefaultOrEmpty) return;
        using var limit = new CancellationTokenSource(options.Value.DeleteWaits, time);
        try
        {
            // A disk may take its time without giving way.
            var failed = await Task.Run(() => Erase(keys, limit.Token), limit.Token).WaitAsync(limit.Token);
            if (failed.Count > 0) LogLater(failed.Values.First().GetType().Name, failed.Count);
        }
#pragma warning disable CA1031 // The delete stands whatever happens to the bytes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLater(e.GetType().Name, keys.Length);
        }
    }

    /// <summary>Erases all that is queued, and then tries again what could not be erased before. For one caller at a time.</summary>
    /// <exception cref="Exception">Some of it can't be erased now, or the cluster is away. What was erased stays erased.</exception>
    public async Task Drain(CancellationToken cancel)
    {
        var references = grains.GetGrain<IMediaReferencesGrain>(0);
        while (true)
        {
            var asked = options.Value.Batch + _stuck.Count;

            // Not cancelled: at a stop, the cancellation would chase a silo that is leaving; the call is short.
            var keys = await references.NextErasures(asked, CancellationToken.None);
            var failed = await Erase(keys.RemoveAll(_stuck.Contains), cancel);
            if (keys.Length == asked && failed.Count == 0) continue;

            foreach (var (key, failure) in await Erase(keys.RemoveAll(key => !_stuck.Contains(key)), cancel)) failed[key] = failure;
            _stuck.Clear();
            _stuck.UnionWith(failed.Keys);
            if (failed.Count > 0) throw new AggregateException(failed.Values);
            return;
        }
    }

    /// <returns>Those whose bytes are still there, and why.</returns>
    private async Task<Dictionary<string, Exception>> Erase(ImmutableArray<string> keys, CancellationToken cancel)
    {
        var failed = new Dictionary<string, Exception>();
        foreach (var key in keys)
        {
            if (await store.TryDelete(key, cancel) is { } failure) failed[key] = failure;
        }

        var gone = keys.RemoveAll(failed.ContainsKey);
        if (gone.Length > 0) await grains.GetGrain<IMediaReferencesGrain>(0).Erased(gone);
        return failed;
    }

    [LoggerMessage(400, LogLevel.Information, "Erasing {Count} media objects with their delete failed ({Exception}); they are queued and erased in the background")]
    private partial void LogLater(string exception, int count);
}
