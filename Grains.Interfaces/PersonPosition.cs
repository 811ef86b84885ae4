namespace Reels.Grains.Interfaces;

/// <summary>
/// A place in a list of people ordered by a time, newest first, then by id, greatest first (ordinal).
/// </summary>
/// <param name="At">UTC, whole milliseconds: when the person came into the list.</param>
/// <param name="UserId">Whose place it is.</param>
[GenerateSerializer, Immutable, Alias("PersonPosition")]
public readonly record struct PersonPosition([property: Id(0)] DateTimeOffset At, [property: Id(1)] string UserId);
