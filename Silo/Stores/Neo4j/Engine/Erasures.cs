namespace Reels.Silo.Stores.Neo4j.Engine;

internal static class Erasures
{
    /// <summary>
    /// Edges that one transaction removes. A node with 200,000 edges doesn't fit into the memory of one, and so many
    /// fit into the time of a call.
    /// </summary>
    public const int MaxEdges = 1_000;
}
