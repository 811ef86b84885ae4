using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Views;

namespace Reels.Grains.Feeds;

/// <summary>Pages of reels, read at the places that a feed or an author's list gives.</summary>
internal static class ReelPages
{
    /// <summary>
    /// Up to <paramref name="limit"/> reels that the viewer (null: nobody) may see; fewer where the feed ends, or has
    /// looked at as much as one call may.
    /// </summary>
    /// <inheritdoc cref="ReelViews.ReadAsync" path="/param[@name='freshAsOf']"/>
    public static async Task<Page<ReelView, Position>> ReadPageAsync(
        this ReelViews reader, FeedMerge feed, string? viewerId, int limit, long freshAsOf,
        CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<ReelView>(limit);
        while (items.Count < limit)
        {
            var places = await feed.TakeAsync(limit - items.Count, cancellationToken);
            if (places.Count == 0)
                break;
            var reels = await reader.ReadAsync(viewerId, [.. places.Select(place => place.Id)], freshAsOf,
                cancellationToken);
            for (var i = 0; i < reels.Length; i++)
            {
                // A row counts only if it has the time of its reel: a retry that failed half-way may have left one with
                // another beside the right one.
                if (reels[i] is { } reel && reel.CreatedAt == places[i].CreatedAt)
                    items.Add(reel);
            }
        }
        var page = items.DrainToImmutable();
        return new(page, feed.Next, DegradedPartsOf(page));
    }

    /// <summary>The parts that some reel of the page lacks, each once.</summary>
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
