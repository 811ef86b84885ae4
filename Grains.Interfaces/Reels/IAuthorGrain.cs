using System.Collections.Immutable;
using Orleans.Concurrency;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Interfaces.Reels;

/// <summary>
/// What a person has posted: every change to a reel's row, their order, their delivery. The key is the user id.
/// </summary>
[Alias("IAuthorGrain")]
public interface IAuthorGrain : IGrainWithStringKey
{
    /// <summary>Makes a reel; delivery to followers goes on after the answer, and survives a crash.</summary>
    [Alias("Post")]
    Task<PostReelResult> Post(NewReel reel, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a reel of this person. Answers when every silo has been told, or after one cache life: it interleaves,
    /// so that nobody waits for that wait.
    /// </summary>
    [Alias("Delete"), AlwaysInterleave]
    Task<DeleteReelResult> Delete(Guid reelId, CancellationToken cancellationToken = default);

    /// <summary>
    /// This person's reels, newest first; null where there is no such person. It interleaves, for it keeps nothing: who
    /// reads holds up neither a post nor another.
    /// </summary>
    [Alias("GetReels"), AlwaysInterleave]
    Task<Page<ReelView, Position>?> GetReels(string? viewerId, Position? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>Takes up deliveries that an earlier activation left undone.</summary>
    [Alias("Resume")]
    Task Resume();
}

/// <param name="Id">UUIDv8, random or derived from the idempotency key.</param>
/// <param name="Media">An own upload of kind reel.</param>
/// <param name="Cover">An own upload of kind reel that is an image, or null.</param>
/// <param name="Caption">Up to 2,200 characters, or null.</param>
/// <param name="AltText">Up to 1,500 characters, or null.</param>
/// <param name="RequestHash">Hash of the request where it carried an idempotency key, else null.</param>
[GenerateSerializer, Immutable, Alias("NewReel")]
public sealed record NewReel(
    [property: Id(0)] Guid Id,
    [property: Id(1)] MediaItem Media,
    [property: Id(2)] MediaItem? Cover,
    [property: Id(3)] string? Caption,
    [property: Id(4)] string? AltText,
    [property: Id(5)] string? RequestHash);

public enum PostReelStatus
{
    Posted = 0,
    Replayed = 1,
    KeyReused = 2,

    /// <summary>The media was erased, or is older than 24 h without a reference.</summary>
    MediaGone = 3,
    UserNotFound = 4,
}

[GenerateSerializer, Immutable, Alias("PostReelResult")]
public sealed record PostReelResult([property: Id(0)] PostReelStatus Status, [property: Id(1)] ReelView? Reel);

/// <param name="Status">What happened.</param>
/// <param name="Unreferenced">Media keys that lost their last reference: to be erased now; they are queued in any
/// case.</param>
[GenerateSerializer, Immutable, Alias("DeleteReelResult")]
public sealed record DeleteReelResult([property: Id(0)] DeleteStatus Status,
    [property: Id(1)] ImmutableArray<string> Unreferenced);
