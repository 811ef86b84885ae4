using System.Collections.Immutable;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Stories;

/// <param name="Id">UUIDv8, random or derived from the idempotency key.</param>
/// <param name="Media">The author's upload, of kind story.</param>
/// <param name="Caption">Up to 2,200 characters, or null.</param>
/// <param name="AltText">Up to 1,500 characters, or null.</param>
/// <param name="RequestHash">Hash of the request; null where it had no idempotency key.</param>
[GenerateSerializer, Immutable, Alias("NewStory")]
public sealed record NewStory(
    [property: Id(0)] Guid Id,
    [property: Id(1)] MediaItem Media,
    [property: Id(2)] string? Caption,
    [property: Id(3)] string? AltText,
    [property: Id(4)] string? RequestHash);

[GenerateSerializer, Immutable, Alias("Story")]
public sealed record StoryView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] UserSummaryView Author,
    [property: Id(2)] MediaItem Media,
    [property: Id(3)] string? Caption,
    [property: Id(4)] string? AltText,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset ExpiresAt);

/// <summary>One author's live stories, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("AuthorStories")]
public sealed record AuthorStoriesView([property: Id(0)] UserSummaryView Author,
    [property: Id(1)] ImmutableArray<StoryView> Stories);

/// <summary>A place in the tray of stories. The reader's own stories come first, whatever their time.</summary>
/// <param name="Own">True for the reader's own stories.</param>
/// <param name="NewestAt">When the author's newest story was made, UTC.</param>
/// <param name="AuthorId">The author at this place.</param>
[GenerateSerializer, Immutable, Alias("StoryPosition")]
public readonly record struct StoryPosition([property: Id(0)] bool Own, [property: Id(1)] DateTimeOffset NewestAt,
    [property: Id(2)] string AuthorId);

public enum PostStoryStatus
{
    Posted = 0,
    Replayed = 1,
    KeyReused = 2,
    MediaGone = 3,

    /// <summary>The author has 100 live stories, which is the limit.</summary>
    TooMany = 4,
    UserNotFound = 5,
}

[GenerateSerializer, Immutable, Alias("PostStoryResult")]
public sealed record PostStoryResult([property: Id(0)] PostStoryStatus Status, [property: Id(1)] StoryView? Story);

/// <param name="Status">What happened.</param>
/// <param name="Unreferenced">Media keys that lost their last reference: the caller may erase them now; they are queued
/// in any case.</param>
[GenerateSerializer, Immutable, Alias("DeleteStoryResult")]
public sealed record DeleteStoryResult([property: Id(0)] DeleteStatus Status,
    [property: Id(1)] ImmutableArray<string> Unreferenced);
