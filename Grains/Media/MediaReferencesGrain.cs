using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
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
internal sealed class MediaReferencesGrain(
    IStoryStore stories,
    IMediaErasureStore erasures,
    IErasureStore accounts,
    [FromKeyedServices(Clock.Key)] TimeProvider clock) : Grain, IMediaReferencesGrain
{
    /// <summary>Stories that expire per call: one short transaction. The rest follow with the next call.</summary>
    private const int ExpiredPerCall = 100;

    public async Task<DateTimeOffset?> LivesUntil(string storyMediaKey,
        CancellationToken cancellationToken = default) =>
        await stories.LivesUntilAsync(storyMediaKey, clock.Now(), cancellationToken);

    public async Task<ImmutableArray<string>> NextErasures(int max, CancellationToken cancellationToken = default)
    {
        await TimeLimits.WriteAsync(limit => stories.ExpireAsync(clock.Now(), ExpiredPerCall, limit),
            cancellationToken);
        return [.. await erasures.ListAsync(max, cancellationToken)];
    }

    public Task MarkErased(ImmutableArray<string> keys) =>
        TimeLimits.RunAsync(limit => erasures.MarkErasedAsync(keys, limit));

    public async Task<ImmutableArray<string>> NextDeletedOwners(int max,
        CancellationToken cancellationToken = default) =>
        [.. await accounts.ListUnsweptAsync(clock.Now(), max, cancellationToken)];

    public Task MarkDeletedOwnersSwept(ImmutableArray<string> userIds) =>
        TimeLimits.RunAsync(limit => accounts.MarkSweptAsync(userIds, limit));

    public async Task<ImmutableArray<string>> FindUnreferenced(ImmutableArray<string> keys,
        CancellationToken cancellationToken = default) =>
        [.. await erasures.FindUnreferencedAsync(keys, cancellationToken)];

    public async Task<string> StoreId(CancellationToken cancellationToken = default) =>
        await erasures.GetIdAsync(cancellationToken);
}
