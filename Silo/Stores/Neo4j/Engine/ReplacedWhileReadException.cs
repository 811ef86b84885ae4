namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>
/// A value that is always there was missing: another transaction replaced the edge after this one had found it. The
/// statement is run again.
/// </summary>
internal sealed class ReplacedWhileReadException(string key)
    : Exception($"'{key}' was missing: its edge was replaced while it was read.");
