using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reels.Api.Http;

/// <summary>A member of a body that may be absent, which differs from null.</summary>
[JsonConverter(typeof(OptionalConverter))]
internal readonly record struct Optional<T>(bool IsSet, T? Value);

internal sealed class OptionalConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert,
            JsonSerializerOptions options) =>
            // Use the converter, not the serializer: the serializer would start a new document here, and an error would
            // not carry the name of the member.
            new(true, ((JsonConverter<T?>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options));

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
