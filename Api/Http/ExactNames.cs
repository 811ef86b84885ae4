using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Reels.Api.Http;

/// <summary>
/// Choices by their camelCase names. The framework's own converter also reads other casings, blanks around a name and
/// lists of names, which may make values that are none of the choices.
/// </summary>
internal sealed class ExactNames : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    /// <summary>The names of all choices, as the document shows them.</summary>
    public static IList<JsonNode> Schema(Type choices) =>
        [.. Enum.GetValues(choices).Cast<Enum>().Select(choice => JsonValue.Create(Of(choice)))];

    private static string Of(Enum choice) => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly FrozenDictionary<string,
            T> Choices = Enum.GetValues<T>().ToFrozenDictionary(choice => Of(choice), StringComparer.Ordinal);
        private static readonly FrozenDictionary<T,
            JsonEncodedText> Names = Choices.ToFrozenDictionary(choice => choice.Value,
                choice => JsonEncodedText.Encode(choice.Key));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Choices.TryGetValue(reader.GetString()!, out var choice)
                ? choice
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Names[value]);
    }
}
