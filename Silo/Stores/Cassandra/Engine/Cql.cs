namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>A statement with its values, in the order of its question marks.</summary>
internal readonly record struct Cql(string Text, object?[] Values);

internal static class CqlText
{
    public static Cql With(this string text, params object?[] values) => new(text, values);
}
