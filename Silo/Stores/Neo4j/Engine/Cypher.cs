namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>A statement with its parameters.</summary>
internal readonly record struct Cypher(string Text, Dictionary<string, object?> Parameters);

internal static class CypherText
{
    public static Cypher With(this string text, params (string Name, object? Value)[] parameters) =>
        new(text, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
