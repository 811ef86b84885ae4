using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Stores;

/// <summary>
/// Stories, which live for a day, and the references to uploads of the kind <see cref="MediaKind.Story"/>: nothing but
/// stories refers to those, and stories refer to no others. The times that callers give say which stories are live: a
/// store removes nothing by a clock of its own, since <see cref="ExpireAsync"/> must find each expired story, and a
/// retry the story that it made.
/// </summary>
public interface IStoryStore
{
    /// <summary>
    /// Adds the story and its media reference together. An id that exists already (a deleted or expired story too, as
    /// long as its row is kept) changes nothing and returns the stored story. <see cref="AddStoryOutcome.TooMany"/>
    /// where the author has <paramref name="maxLive"/> live stories at the new one's creation time; concurrent calls
    /// never exceed that number.
    /// </summary>
    /// <param name="unreferencedSince">An upload that has lost its last reference, or that was uploaded before this
    /// time and has no reference, is refused (<see cref="AddStoryOutcome.MediaGone"/>).</param>
    ValueTask<(AddStoryOutcome Outcome, StoredStory? Story)> AddAsync(
        StoredStory story, int maxLive, DateTimeOffset unreferencedSince, CancellationToken cancellationToken);

    /// <summary>
    /// The story; a deleted or expired one too, as long as its row is kept. Null where there is none.
    /// </summary>
    ValueTask<StoredStory?> GetAsync(Guid storyId, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the author's live story in one step: marks it deleted, removes its media reference, and queues a key
    /// without a reference for erasure (and returns it).
    /// </summary>
    ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(Guid storyId, string authorId,
        DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// When each of these authors made the newest of their live stories, by author id; an author without one is left
    /// out. One read, whatever the stories hold.
    /// </summary>
    /// <param name="authorIds">Up to 500.</param>
    ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> NewestLiveAsync(IReadOnlyCollection<string> authorIds,
        DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All live stories of the authors of one page of a tray, oldest first.</summary>
    /// <param name="authorIds">Up to 100.</param>
    ValueTask<IReadOnlyList<StoredStory>> ListLiveAsync(IReadOnlyCollection<string> authorIds, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>When the last live story with this upload expires; null where there is none.</summary>
    ValueTask<DateTimeOffset?> LivesUntilAsync(string mediaKey, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes the media references of up to <paramref name="limit"/> expired stories, and queues keys without a
    /// reference for erasure. Returns how many stories.
    /// </summary>
    ValueTask<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> stories of a deleted user. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of stories that were deleted or expired before the time. Returns how
    /// many.
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
/// <param name="Media">The image or video.</param>
/// <param name="Caption">Or null.</param>
/// <param name="AltText">Or null.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="ExpiresAt">From then on no one sees it.</param>
/// <param name="RequestHash">Hash of the request that created it; null where it had no idempotency key.</param>
/// <param name="DeletedAt">UTC; null unless it is deleted.</param>
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
