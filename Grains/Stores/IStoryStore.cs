using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Stores;

/// <summary>Stories: what a person shows for a day.</summary>
public interface IStoryStore
{
    /// <summary>
    /// Adds the story and its media reference together. An id that is there already (deleted and expired too, while the
    /// row is kept) changes nothing and answers the stored one. <see cref="AddStoryOutcome.TooMany"/> where the author
    /// has <paramref name="maxLive"/> live ones at its creation time, and never more than those are let in, however
    /// many come at once.
    /// </summary>
    ValueTask<(AddStoryOutcome Outcome, StoredStory? Story)> AddAsync(
        StoredStory story, int maxLive, DateTimeOffset unreferencedSince, CancellationToken cancellationToken);

    /// <summary>The story, deleted and expired ones too while their row is kept; null where there is none.</summary>
    ValueTask<StoredStory?> GetAsync(Guid storyId, CancellationToken cancellationToken);

    /// <summary>
    /// Marks the author's live story deleted, removes its media reference, queues a key without a reference for erasure
    /// (and answers it): together.
    /// </summary>
    ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(Guid storyId, string authorId,
        DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All live stories of these authors, oldest first.</summary>
    /// <param name="authorIds">Up to 500.</param>
    ValueTask<IReadOnlyList<StoredStory>> ListLiveAsync(IReadOnlyCollection<string> authorIds, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>When the last live story that shows this upload expires; null where none does.</summary>
    ValueTask<DateTimeOffset?> LivesUntilAsync(string mediaKey, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>
    /// Takes the media references off up to <paramref name="limit"/> expired stories and queues keys without a
    /// reference for erasure; answers how many stories.
    /// </summary>
    ValueTask<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> stories of a deleted user; answers how many, 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of stories deleted or expired before the time; answers how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

public enum AddStoryOutcome
{
    Added,
    Exists,
    MediaGone,
    TooMany,
}

/// <param name="Id">UUIDv8.</param>
/// <param name="AuthorId">User id.</param>
/// <param name="Media">What it shows.</param>
/// <param name="Caption">Or null.</param>
/// <param name="AltText">Or null.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="ExpiresAt">From then on it is not there.</param>
/// <param name="RequestHash">Of the request that made it; null where it had no idempotency key.</param>
/// <param name="DeletedAt">Null while it is there.</param>
public sealed record StoredStory(
    Guid Id,
    string AuthorId,
    MediaItem Media,
    string? Caption,
    string? AltText,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    string? RequestHash,
    DateTimeOffset? DeletedAt = null);
