using System.Text.Json;

namespace Reels.Tests.Api.Fuzz;

/// <summary>
/// Checks an answer against its schema in the document: types, required members, enums, down to every leaf.
/// </summary>
internal sealed class SchemaCheck(ApiDocument document)
{
    /// <param name="seen">Called with each object member, and with the name of the object's schema.</param>
    public IEnumerable<string> Misfits(JsonElement value, JsonElement schema, string at,
        Action<string?, JsonProperty> seen)
    {
        var name = ApiDocument.NameOf(schema);
        var actual = document.Resolve(schema);
        if (Alternatives(actual) is { } alternatives)
        {
            var misfits = alternatives.Select(one => Misfits(value, one, at, seen).ToList()).ToList();
            return misfits.Any(list => list.Count == 0) ? [] : misfits[^1];
        }

        if (!FitsType(value, actual))
            return [$"{at} is {value.ValueKind}, which is not of its type"];
        if (actual.TryGetProperty("enum", out var allowed)
            && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            return [$"{at} is none of its values"];
        }
        return value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value, actual, name, at, seen),
            JsonValueKind.Array when actual.TryGetProperty("items", out var items) =>
                value.EnumerateArray().SelectMany((item, index) => Misfits(item, items, $"{at}[{index}]", seen)),
            _ => [],
        };
    }

    private IEnumerable<string> OfObject(JsonElement value, JsonElement schema, string? name, string at,
        Action<string?, JsonProperty> seen)
    {
        foreach (var member in value.EnumerateObject())
            seen(name, member);
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var member in required.EnumerateArray().Select(one => one.GetString()!)
                .Where(one => !value.TryGetProperty(one, out _)))
            {
                yield return $"{at} lacks {member}";
            }
        }

        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var type))
            {
                yield return $"{at}.{member.Name} is not in the document";
            }
            else
            {
                foreach (var misfit in Misfits(member.Value, type, $"{at}.{member.Name}", seen))
                    yield return misfit;
            }
        }
    }

    private static JsonElement[]? Alternatives(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var one) || schema.TryGetProperty("anyOf", out one)
            ? [.. one.EnumerateArray()]
            : null;

    private static bool FitsType(JsonElement value, JsonElement schema) =>
        !schema.TryGetProperty("type", out var type)
        || (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type]).Any(
            one => IsOf(value, one.GetString()!));

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetInt64(out _)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };
}
