using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Views;

namespace Reels.Grains.Feeds;

/// <summary>Pages of reels: a feed or an author's list gives the places, and this adds the reels.</summary>
internal static class ReelPages
{
    private static readonly ImmutableArray<string> StaleFeed = [DegradedParts.Feed];

    /// <summary>
    /// Up to <paramref name="limit"/> reels that the viewer (null: no one) may see; fewer where the feed ends, or where
    /// one call may scan no further. Where a store becomes unavailable after the first reel, the page ends there, with
    /// the place of the next one, and names <c>feed</c> as degraded.
    /// </summary>
    /// <param name="stale">Whether the feed's sources may lack the newest reels.</param>
    /// <exception cref="StoreUnavailableException">Not even the first reel can be read.</exception>
    /// <inheritdoc cref="ReelViews.ReadAsync" path="/param[@name='freshAsOf' or @name='ownLikes']"/>
    public static async Task<Page<ReelView, Position>> ReadPageAsync(
        this ReelViews views, FeedMerge feed, string? viewerId, int limit, long freshAsOf,
        CancellationToken cancellationToken, OwnLikes? ownLikes = null, bool stale = false)
    {
        Position? last = null;
        var items = ImmutableArray.CreateBuilder<ReelView>(limit);
        while (items.Count < limit)
        {
            var places = await feed.TakeAsync(limit - items.Count, cancellationToken);
            if (places.Count == 0)
                break;
            var (reels, known, failure) = await views.ReadAsync(viewerId, [.. places.Select(place => place.Id)],
                freshAsOf, cancellationToken, ownLikes);
            for (var i = 0; i < known; i++)
            {
                // A row counts only if its time is that of its reel: a retry of a post that failed half-way may have
                // left a second row with another time.
                if (reels[i] is { } reel && reel.CreatedAt == places[i].CreatedAt)
                    items.Add(reel);
                last = places[i];
            }
            stale |= failure is not null || feed.Failure is not null;
            if (known < places.Count)
                return Page(items, last ?? throw failure!, stale);
            if (feed.Failure is not null)
                break;
        }
        return Page(items, feed.Next, stale);
    }

    private static Page<ReelView, Position> Page(ImmutableArray<ReelView>.Builder items, Position? next, bool stale)
    {
        var page = items.DrainToImmutable();
        return new(page, next, DegradedPartsOf(page, stale));
    }

    /// <summary>The parts that any reel of the page lacks, each once, and <c>feed</c> for a stale page.</summary>
    private static ImmutableArray<string> DegradedPartsOf(ImmutableArray<ReelView> page, bool stale)
    {
        var parts = stale ? StaleFeed : [];
        foreach (var reel in page)
        {
            foreach (var part in reel.Degraded)
            {
                if (!parts.Contains(part))
                    parts = parts.Add(part);
            }
        }
        return parts;
    }
}
