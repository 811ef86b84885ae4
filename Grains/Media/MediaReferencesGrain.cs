using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;

namespace Reels.Grains.Media;

/// <summary>
/// Lets API nodes, which have the bytes but no database, read references to media keys and empty the queue of keys to
/// erase.
/// </summary>
[StatelessWorker]
[GrainType("media-references")]
internal sealed partial class MediaReferencesGrain(
    IStoryStore stories,
    IMediaErasureStore erasures,
    IErasureStore accounts,
    ILogger<MediaReferencesGrain> logger,
    [FromKeyedServices(Clock.Key)] TimeProvider clock) : Grain, IMediaReferencesGrain
{
    /// <summary>Stories that expire per call: one short transaction. The rest follow with the next call.</summary>
    private const int ExpiredPerCall = 100;

    public async Task<DateTimeOffset?> LivesUntil(string storyMediaKey,
        CancellationToken cancellationToken = default) =>
        await stories.LivesUntilAsync(storyMediaKey, clock.Now(), cancellationToken);

    public async Task<ImmutableArray<string>> NextErasures(int max, CancellationToken cancellationToken = default)
    {
        await ReleaseExpiredStoriesAsync(cancellationToken);
        return [.. await erasures.ListAsync(max, cancellationToken)];
    }

    public Task MarkErased(ImmutableArray<string> keys) =>
        TimeLimits.RunAsync(limit => erasures.MarkErasedAsync(keys, limit));

    public async Task<ImmutableArray<string>> NextDeletedOwners(int max,
        CancellationToken cancellationToken = default) =>
        [.. await accounts.ListUnsweptAsync(clock.Now(), max, cancellationToken)];

    public Task MarkDeletedOwnersSwept(ImmutableArray<string> userIds) =>
        TimeLimits.RunAsync(limit => accounts.MarkSweptAsync(userIds, limit));

    public async Task<ImmutableArray<string>> FindUnreferenced(MediaKind kind, ImmutableArray<string> keys,
        CancellationToken cancellationToken = default) =>
        [.. await References(kind).FindUnreferencedAsync(keys, cancellationToken)];

    public async Task<string> StoreId(MediaKind kind, CancellationToken cancellationToken = default) =>
        await References(kind).GetIdAsync(cancellationToken);

    private IMediaReferences References(MediaKind kind) =>
        ServiceProvider.GetRequiredKeyedService<IMediaReferences>(kind);

    /// <summary>Where stories are unavailable, keys that are queued already don't wait for them.</summary>
    private async Task ReleaseExpiredStoriesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TimeLimits.WriteAsync(limit => stories.ExpireAsync(clock.Now(), ExpiredPerCall, limit),
                cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogStoriesNotReleased(exception);
        }
    }

    [LoggerMessage(2501, LogLevel.Debug,
        "The media of expired stories could not be released; erasing what is queued already, and trying again with the "
        + "next look")]
    private partial void LogStoriesNotReleased(Exception failure);
}
