namespace Reels.Grains.Interfaces;

/// <summary>
/// A place in a list ordered <c>createdAt DESC, id DESC</c>; ids compare as 16 big-endian unsigned bytes, which is how
/// <see cref="Guid"/> compares.
/// </summary>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="Id">The id of the thing at this place.</param>
[GenerateSerializer, Immutable, Alias("Position")]
public readonly record struct Position([property: Id(0)] DateTimeOffset CreatedAt,
    [property: Id(1)] Guid Id) : IComparable<Position>
{
    /// <summary>Ascending by time, then id: the newest is the greatest.</summary>
    public int CompareTo(Position other)
    {
        var byTime = CreatedAt.CompareTo(other.CreatedAt);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }

    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// A place in a list of people ordered by time, newest first, then by user id, greatest first (ordinal).
/// </summary>
/// <param name="At">UTC, whole milliseconds: when the person came into the list.</param>
/// <param name="UserId">The person at this place.</param>
[GenerateSerializer, Immutable, Alias("PersonPosition")]
public readonly record struct PersonPosition([property: Id(0)] DateTimeOffset At, [property: Id(1)] string UserId);
