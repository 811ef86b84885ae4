using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Erasures;

/// <summary>Erases bytes that nothing refers to any more. Every step may be repeated, by this node or another.</summary>
public sealed partial class MediaEraser(
    IMediaStore store, IGrainFactory grains, IOptions<ErasureOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<MediaEraser> logger)
{
    /// <summary>Erases what a delete has just freed, so that it is 404 at once. Takes at most <see cref="ErasureOptions.DeleteWaits"/> and never throws:
    /// the keys are queued, and what fails here is erased later.</summary>
    public async Task EraseNow(ImmutableArray<string> keys)
    {
        if (keys.IsDefaultOrEmpty) return;
        using var limit = new CancellationTokenSource(options.Value.DeleteWaits, time);
        try
        {
            // A disk may take its time without giving way.
            await Task.Run(() => Erase(keys, limit.Token), limit.Token).WaitAsync(limit.Token);
        }
#pragma warning disable CA1031 // The delete stands whatever happens to the bytes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLater(e.GetType().Name, keys.Length);
        }
    }

    /// <summary>Erases all that is queued.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        var references = grains.GetGrain<IMediaReferencesGrain>(0);
        ImmutableArray<string> keys;
        do
        {
            // Not cancelled: at a stop, the cancellation would chase a silo that is leaving; the call is short.
            keys = await references.NextErasures(options.Value.Batch, CancellationToken.None);
            await Erase(keys, cancel);
        }
        while (keys.Length == options.Value.Batch);
    }

    private async Task Erase(ImmutableArray<string> keys, CancellationToken cancel)
    {
        foreach (var key in keys) await store.Delete(key, cancel);
        if (keys.Length > 0) await grains.GetGrain<IMediaReferencesGrain>(0).Erased(keys);
    }

    [LoggerMessage(400, LogLevel.Information, "Erasing {Count} media objects with their delete failed ({Exception}); they are queued and erased in the background")]
    private partial void LogLater(string exception, int count);
}
