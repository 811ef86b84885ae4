using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>The place in a list from which a page goes on; before all edges where there is none.</summary>
internal static class Positions
{
    public static DateTimeOffset Time(this PersonPosition? before) =>
        before?.At.ToUniversalTime() ?? DateTimeOffset.MaxValue;

    public static string Id(this PersonPosition? before) => before?.UserId ?? "";
}
