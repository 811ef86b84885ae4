using System.Collections.Frozen;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Reels.Api.Http;

/// <summary>JSON is camelCase with exact names; no value is converted to another type; nulls are written.</summary>
internal static class JsonSettings
{
    public static IServiceCollection AddReelsJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(json => Apply(json.SerializerOptions));

    public static void Apply(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        // Answers are JSON with nosniff and never embedded in HTML, so emoji and letters need no escaping.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new Milliseconds());
        options.Converters.Add(new ExactNames());
    }

    /// <summary>Times as <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>.</summary>
    private sealed class Milliseconds : JsonConverter<DateTimeOffset>
    {
        private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

        /// <summary>Characters up to the end of the milliseconds in the round-trip format.</summary>
        private const int Cut = 23;

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options) =>
            DateTimeOffset.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            // The round-trip format is faster than a custom one; a feed page contains some sixty times.
            Span<byte> text = stackalloc byte[32];
            value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
            text[Cut] = (byte)'Z';
            writer.WriteStringValue(text[..(Cut + 1)]);
        }
    }
}

/// <summary>
/// Choices as their camelCase names. The framework's own converter also accepts other casings, spaces around a name and
/// lists of names, which may give values that are none of the choices.
/// </summary>
internal sealed class ExactNames : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    /// <summary>The names of all choices, for the OpenAPI document.</summary>
    public static IList<JsonNode> Schema(Type choices) =>
        [.. Enum.GetValues(choices).Cast<Enum>().Select(choice => JsonValue.Create(NameOf(choice)))];

    private static string NameOf(Enum choice) => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly FrozenDictionary<string, T> Choices =
            Enum.GetValues<T>().ToFrozenDictionary(choice => NameOf(choice), StringComparer.Ordinal);

        private static readonly FrozenDictionary<T, JsonEncodedText> Names =
            Choices.ToFrozenDictionary(choice => choice.Value, choice => JsonEncodedText.Encode(choice.Key));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Choices.TryGetValue(reader.GetString()!, out var choice)
                ? choice
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Names[value]);
    }
}
