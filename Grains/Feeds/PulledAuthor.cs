using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>An author whose own list is a source of a feed, and the part of the list that is.</summary>
/// <param name="Author">Whose list.</param>
/// <param name="VisibleSince">From this time on, in unix milliseconds.</param>
/// <param name="UpTo">Up to and with this time, in unix milliseconds.</param>
internal readonly record struct PulledAuthor(Guid Author, long VisibleSince, long UpTo)
{
    /// <summary>Where to read the list from, to get on strictly before the place.</summary>
    public Position? Before(Position? place)
    {
        if (UpTo == long.MaxValue)
            return place;
        var above = new Position(DateTimeOffset.FromUnixTimeMilliseconds(UpTo), Guid.AllBitsSet);
        return place is { } given && given < above ? given : above;
    }

    public bool Accepts(Position reel) => reel.CreatedAt.ToUnixTimeMilliseconds() >= VisibleSince;
}
