using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// Erases bytes that nothing refers to any more. Every step may be repeated, by this node or another.
/// </summary>
internal sealed partial class MediaEraser(
    IMediaStore store, IGrainFactory grains, IOptions<ErasureOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<MediaEraser> logger)
{
    // What could not be deleted, kept so that it doesn't fill the batches of what can.
    private readonly HashSet<string> _stuck = [];

    /// <summary>
    /// Erases what a delete has just freed, so that it is 404 at once. Takes at most
    /// <see cref="ErasureOptions.DeleteWaits"/> and never throws: the keys are queued, and what fails here is erased
    /// later.
    /// </summary>
    public async Task EraseNowAsync(ImmutableArray<string> keys)
    {
        if (keys.IsDefaultOrEmpty)
            return;
        using var limit = new CancellationTokenSource(options.Value.DeleteWaits, time);
        try
        {
            // A disk may take its time without giving way.
            var deletions = new Deletions(store);
            await Task.Run(() => EraseAsync(keys, deletions, limit.Token), limit.Token).WaitAsync(limit.Token);
            if (deletions.Failed.Count > 0)
                LogLater(deletions.Failed.Values.First().GetType().Name, deletions.Failed.Count);
        }
#pragma warning disable CA1031 // The delete stands whatever happens to the bytes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLater(exception.GetType().Name, keys.Length);
        }
    }

    /// <summary>
    /// Erases all that is queued, and then tries again what could not be erased before. For one caller at a time.
    /// </summary>
    /// <exception cref="Exception">Some of it can't be erased now, or the cluster is away. What was erased stays
    /// erased.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var references = grains.GetGrain<IMediaReferencesGrain>(0);
        var deletions = new Deletions(store);
        while (true)
        {
            var asked = options.Value.Batch + _stuck.Count;

            // Not cancelled: at a stop, the cancellation would chase a silo that is leaving; the call is short.
            var keys = await references.NextErasures(asked, CancellationToken.None);
            await EraseAsync(keys.RemoveAll(_stuck.Contains), deletions, cancellationToken);
            if (keys.Length == asked && deletions.Failed.Count == 0)
                continue;

            await EraseAsync(keys.RemoveAll(key => !_stuck.Contains(key)), deletions, cancellationToken);
            _stuck.Clear();
            _stuck.UnionWith(deletions.Failed.Keys);
            deletions.ThrowIfAnyFailed();
            return;
        }
    }

    /// <summary>Deletes the bytes, and confirms those that went.</summary>
    private async Task EraseAsync(ImmutableArray<string> keys, Deletions deletions, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
            await deletions.DeleteAsync(key, cancellationToken);
        var gone = keys.RemoveAll(deletions.Failed.ContainsKey);
        if (gone.Length > 0)
            await grains.GetGrain<IMediaReferencesGrain>(0).MarkErased(gone);
    }

    [LoggerMessage(400, LogLevel.Information,
        "Erasing {Count} media objects with their delete failed ({Exception}); they are queued and erased in the background")]
    private partial void LogLater(string exception, int count);
}
