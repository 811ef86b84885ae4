using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Reels.Client;

public partial class ReelsClient
{
    /// <summary>The value of every enum for a name that this client does not know.</summary>
    public const int Unknown = -1;

    /// <summary>
    /// Reads enums with <see cref="OpenEnums"/>. The generated attributes would refuse an answer as a whole for one
    /// value that is newer than this client.
    /// </summary>
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        var enums = new OpenEnums();
        settings.Converters.Add(enums);
        settings.TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                type =>
                {
                    foreach (var member in type.Properties.Where(member => enums.CanConvert(member.PropertyType)))
                        member.CustomConverter = enums.CreateConverter(member.PropertyType, settings);
                },
            },
        };
    }

    /// <summary>Enums by their names in JSON; an unknown name becomes <see cref="Unknown"/>.</summary>
    private sealed class OpenEnums : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

        private sealed class Converter<T> : JsonConverter<T>
            where T : struct, Enum
        {
            private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(NameOf);

            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                Values.TryGetValue(reader.GetString() ?? "", out var value)
                    ? value
                    : (T)Enum.ToObject(typeof(T), Unknown);

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(NameOf(value));

            private static string NameOf(T value) =>
                typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                    ?? value.ToString();
        }
    }
}
