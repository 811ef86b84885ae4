using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reels.Api.Http;

/// <summary>How JSON is read and written: camelCase, exact names, nothing coerced, nulls written.</summary>
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
        // Answers are JSON with nosniff, never embedded in HTML: emoji and letters go out as themselves.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new Milliseconds());
        options.Converters.Add(new ExactNames());
    }

    /// <summary>Times as <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>.</summary>
    private sealed class Milliseconds : JsonConverter<DateTimeOffset>
    {
        private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

        /// <summary>Where the milliseconds end in the round-trip format.</summary>
        private const int Cut = 23;

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options) =>
            DateTimeOffset.TryParseExact(reader.GetString(), Format, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            // The round-trip format has a fast path that a custom one lacks: a feed page writes some sixty times.
            Span<byte> text = stackalloc byte[32];
            value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
            text[Cut] = (byte)'Z';
            writer.WriteStringValue(text[..(Cut + 1)]);
        }
    }
}
