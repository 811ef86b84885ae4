using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>An author whose own list is a source of a feed, and the part of the list that counts.</summary>
/// <param name="Author">Packed user id.</param>
/// <param name="VisibleSince">Unix milliseconds: reels from this time on.</param>
/// <param name="UpTo">Unix milliseconds: reels up to this time, included.</param>
internal readonly record struct PulledAuthor(Guid Author, long VisibleSince, long UpTo)
{
    /// <summary>The place from which to read the list, for reels strictly before the given place.</summary>
    public Position? Before(Position? place)
    {
        if (UpTo == long.MaxValue)
            return place;
        var above = new Position(DateTimeOffset.FromUnixTimeMilliseconds(UpTo), Guid.AllBitsSet);
        return place is { } given && given < above ? given : above;
    }

    public bool Accepts(Position reel) => reel.CreatedAt.ToUnixTimeMilliseconds() >= VisibleSince;
}
