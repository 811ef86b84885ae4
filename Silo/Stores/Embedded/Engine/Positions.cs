using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// Binds a place in a list as <c>$at</c> and <c>$id</c>, so that one query serves the first page too.
/// </summary>
internal static class Positions
{
    public static SqliteStatement Before(this SqliteStatement statement, Position? place) => statement
        .With("$at", place?.CreatedAt.ToUnixTimeMilliseconds() ?? long.MaxValue)
        .With("$id", place?.Id ?? Guid.Empty);

    public static SqliteStatement After(this SqliteStatement statement, Position? place) => statement
        .With("$at", place?.CreatedAt.ToUnixTimeMilliseconds() ?? long.MinValue)
        .With("$id", place?.Id ?? Guid.Empty);

    public static SqliteStatement Before(this SqliteStatement statement, PersonPosition? place) => statement
        .With("$at", place?.At.ToUnixTimeMilliseconds() ?? long.MaxValue)
        .With("$id", place?.UserId ?? "");
}
