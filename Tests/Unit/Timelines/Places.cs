using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;

namespace Reels.Tests.Unit.Timelines;

/// <summary>Places in feeds, and people, by small numbers.</summary>
internal static class Places
{
    /// <summary>A place at the millisecond; among those of one millisecond the greater number is newer.</summary>
    public static Position At(long millisecond, int number = 0) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(millisecond), ReelId(number));

    public static Guid ReelId(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Guid Person(int number) => new(number, 1, 1, [1, 1, 1, 1, 1, 1, 1, 1]);

    public static long Millisecond(this Position place) => place.CreatedAt.ToUnixTimeMilliseconds();

    /// <summary>
    /// A source over places, newest first. If <paramref name="scanned"/>, every place that was read counts as a scanned
    /// row of a store, even one that is then filtered out.
    /// </summary>
    public static FeedSource Source(IEnumerable<Position> places, Position? before, Func<Position, bool>? keep = null,
        int? chunk = null, bool scanned = true)
    {
        var all = places.OrderDescending().ToList();
        return new(
            (from, max, _) =>
            {
                var asked = Math.Min(max, chunk ?? max);
                var rows = all.Where(place => from is null || place < from).Take(asked).ToList();
                var kept = keep is null ? rows : rows.Where(keep).ToList();
                return new(new FeedChunk(kept, rows.Count < asked ? null : rows[^1], scanned ? rows.Count : 0));
            },
            before);
    }
}
