using MongoDB.Driver;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Stories;

internal sealed record StoryDocument
{
    public required Guid Id { get; init; }

    public required string AuthorId { get; init; }

    public required string MediaKey { get; init; }

    public required StoryMedia Media { get; init; }

    public string? Caption { get; init; }

    public string? AltText { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string? RequestHash { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When it expires; null once it is deleted.</summary>
    public DateTimeOffset? LiveUntil { get; init; }

    /// <summary>When it was deleted, or expires.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>Its reference to the upload; null once that is removed.</summary>
    public StoryHold? Held { get; init; }

    /// <summary>Its value on the author's shelf.</summary>
    public required string Slot { get; init; }

    public StoredStory Story => new(Id, AuthorId, Media.Item(MediaKey), Caption, AltText, CreatedAt, ExpiresAt,
        RequestHash, DeletedAt);

    public static StoryDocument Of(StoredStory story, string slot, string reference) => new()
    {
        Id = story.Id,
        AuthorId = story.AuthorId,
        MediaKey = story.Media.Key,
        Media = StoryMedia.Of(story.Media),
        Caption = story.Caption,
        AltText = story.AltText,
        CreatedAt = story.CreatedAt,
        ExpiresAt = story.ExpiresAt,
        RequestHash = story.RequestHash,
        LiveUntil = story.ExpiresAt,
        EndedAt = story.ExpiresAt,
        Held = new() { Key = story.Media.Key, Until = story.ExpiresAt, Reference = reference },
        Slot = slot,
    };
}

internal sealed record StoryHold
{
    public required string Key { get; init; }

    /// <summary>From then on the reference is to be removed.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Its value among the references of the upload.</summary>
    public required string Reference { get; init; }
}

/// <summary>The upload without its key.</summary>
internal sealed record StoryMedia
{
    public MediaKind Kind { get; init; }

    public required string ContentType { get; init; }

    public long Size { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public long? DurationMs { get; init; }

    public DateTimeOffset UploadedAt { get; init; }

    public string? VideoCodec { get; init; }

    public string? AudioCodec { get; init; }

    public static StoryMedia Of(MediaItem media) => new()
    {
        Kind = media.Kind,
        ContentType = media.ContentType,
        Size = media.Size,
        Width = media.Width,
        Height = media.Height,
        DurationMs = media.DurationMs,
        UploadedAt = media.UploadedAt,
        VideoCodec = media.VideoCodec,
        AudioCodec = media.AudioCodec,
    };

    public MediaItem Item(string key) =>
        new(key, Kind, ContentType, Size, Width, Height, DurationMs, UploadedAt, VideoCodec, AudioCodec);
}

internal static class StoryQueries
{
    public const string Collection = "stories";

    private static readonly FilterDefinitionBuilder<StoryDocument> Where = Builders<StoryDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<StoryDocument> Then = Builders<StoryDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"authorId": 1, "liveUntil": 1}"""),
        new(Collection, """{"mediaKey": 1, "liveUntil": 1}"""),
        new(Collection, """{"endedAt": 1}"""),
        new(Collection, """{"held.until": 1}""") { IsSparse = true },
        new(Collection, """{"held.key": 1}""") { IsSparse = true },
    ];

    public static FilterDefinition<StoryDocument> ById(Guid id) => Where.Eq(story => story.Id, id);

    public static FilterDefinition<StoryDocument> ByIds(IEnumerable<Guid> ids) => Where.In(story => story.Id, ids);

    /// <summary>One that was neither deleted nor expired.</summary>
    public static FilterDefinition<StoryDocument> NotEnded(Guid id) =>
        ById(id) & Where.Exists(story => story.DeletedAt, false) & Where.Exists(story => story.Held);

    public static FilterDefinition<StoryDocument> LiveOf(IEnumerable<string> authorIds, DateTimeOffset now) =>
        Where.In(story => story.AuthorId, authorIds) & Where.Gt(story => story.LiveUntil, now);

    public static FilterDefinition<StoryDocument> LiveWith(string mediaKey, DateTimeOffset now) =>
        Where.Eq(story => story.MediaKey, mediaKey) & Where.Gt(story => story.LiveUntil, now);

    public static SortDefinition<StoryDocument> LastToExpire =>
        Builders<StoryDocument>.Sort.Descending(story => story.LiveUntil);

    public static FilterDefinition<StoryDocument> Holding(IEnumerable<string> mediaKeys) =>
        Where.In(story => story.Held!.Key, mediaKeys);

    public static FilterDefinition<StoryDocument> HeldUpTo(DateTimeOffset now) =>
        Where.Lte(story => story.Held!.Until, now);

    public static SortDefinition<StoryDocument> FirstHeld =>
        Builders<StoryDocument>.Sort.Ascending(story => story.Held!.Until);

    public static FilterDefinition<StoryDocument> EndedBefore(DateTimeOffset time) =>
        Where.Lt(story => story.EndedAt, time);

    public static SortDefinition<StoryDocument> FirstEnded =>
        Builders<StoryDocument>.Sort.Ascending(story => story.EndedAt);

    public static FilterDefinition<StoryDocument> OfAuthor(string authorId) =>
        Where.Eq(story => story.AuthorId, authorId);

    public static UpdateDefinition<StoryDocument> Delete(DateTimeOffset now) => Then
        .Set(story => story.DeletedAt, now)
        .Set(story => story.EndedAt, now)
        .Set(story => story.Held!.Until, now)
        .Unset(story => story.LiveUntil);

    public static UpdateDefinition<StoryDocument> LetGo => Then.Unset(story => story.Held);
}
