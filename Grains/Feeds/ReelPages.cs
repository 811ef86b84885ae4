using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Views;

namespace Reels.Grains.Feeds;

/// <summary>Pages of reels: a feed or an author's list gives the places, and this adds the reels.</summary>
internal static class ReelPages
{
    /// <summary>
    /// Up to <paramref name="limit"/> reels that the viewer (null: no one) may see; fewer where the feed ends, or where
    /// one call may scan no further.
    /// </summary>
    /// <inheritdoc cref="ReelViews.ReadAsync" path="/param[@name='freshAsOf']"/>
    public static async Task<Page<ReelView, Position>> ReadPageAsync(
        this ReelViews views, FeedMerge feed, string? viewerId, int limit, long freshAsOf,
        CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<ReelView>(limit);
        while (items.Count < limit)
        {
            var places = await feed.TakeAsync(limit - items.Count, cancellationToken);
            if (places.Count == 0)
                break;
            var reels = await views.ReadAsync(viewerId, [.. places.Select(place => place.Id)], freshAsOf,
                cancellationToken);
            for (var i = 0; i < reels.Length; i++)
            {
                // A row counts only if its time is that of its reel: a retry of a post that failed half-way may have
                // left a second row with another time.
                if (reels[i] is { } reel && reel.CreatedAt == places[i].CreatedAt)
                    items.Add(reel);
            }
        }
        var page = items.DrainToImmutable();
        return new(page, feed.Next, DegradedPartsOf(page));
    }

    /// <summary>The parts that any reel of the page lacks, each once.</summary>
    private static ImmutableArray<string> DegradedPartsOf(ImmutableArray<ReelView> page)
    {
        var parts = ImmutableArray<string>.Empty;
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
