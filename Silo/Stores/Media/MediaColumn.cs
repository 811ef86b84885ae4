using System.Text.Json;
using System.Text.Json.Serialization;
using Reels.Grains.Interfaces.Media;

namespace Reels.Silo.Stores.Media;

/// <summary>The media of a row, kept as one JSON text, because an upload never changes.</summary>
internal sealed record MediaColumn(string Key, int Kind, string Type, long Size, int? Width, int? Height,
    long? DurationMs, long UploadedAt, string? VideoCodec, string? AudioCodec)
{
    public static string? Write(MediaItem? media) => media is null ? null : JsonSerializer.Serialize(
        new MediaColumn(
            media.Key, (int)media.Kind, media.ContentType, media.Size, media.Width, media.Height, media.DurationMs,
            media.UploadedAt.ToUnixTimeMilliseconds(), media.VideoCodec, media.AudioCodec),
        MediaColumnJson.Default.MediaColumn);

    public static MediaItem Read(string text)
    {
        var media = JsonSerializer.Deserialize(text, MediaColumnJson.Default.MediaColumn)!;
        return new MediaItem(
            media.Key,
            (MediaKind)media.Kind,
            media.Type,
            media.Size,
            media.Width,
            media.Height,
            media.DurationMs,
            DateTimeOffset.FromUnixTimeMilliseconds(media.UploadedAt),
            media.VideoCodec,
            media.AudioCodec);
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MediaColumn))]
internal sealed partial class MediaColumnJson : JsonSerializerContext;
