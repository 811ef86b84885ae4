using System.Collections.Immutable;
using Orleans.Concurrency;
using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Interfaces.Reels;

/// <summary>One author's reels: every change to them, their order, and their fan-out. The key is the user id.</summary>
[Alias("IAuthorGrain")]
public interface IAuthorGrain : IGrainWithStringKey
{
    /// <summary>Creates a reel. Its fan-out goes on after the answer, and survives a crash.</summary>
    [Alias("Post")]
    Task<PostReelResult> Post(NewReel reel, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a reel of this author. Returns when every silo has acknowledged, or after one cache life. Calls
    /// interleave: no other call has to wait for that.
    /// </summary>
    [Alias("Delete"), AlwaysInterleave]
    Task<DeleteReelResult> Delete(Guid reelId, CancellationToken cancellationToken = default);

    /// <summary>
    /// This author's reels, newest first; null where there is no such user. Calls interleave: the grain keeps nothing
    /// for them, and a reader delays neither a post nor another reader.
    /// </summary>
    [Alias("GetReels"), AlwaysInterleave]
    Task<Page<ReelView, Position>?> GetReels(string? viewerId, Position? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>Continues the fan-out that an earlier activation left unfinished.</summary>
    [Alias("Resume")]
    Task Resume();
}

/// <param name="Id">UUIDv8, random or derived from the idempotency key.</param>
/// <param name="Media">The author's upload, of kind reel.</param>
/// <param name="Cover">The author's upload, an image of kind reel; or null.</param>
/// <param name="Caption">Up to 2,200 characters, or null.</param>
/// <param name="AltText">Up to 1,500 characters, or null.</param>
/// <param name="RequestHash">Hash of the request; null where it had no idempotency key.</param>
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
/// <param name="Unreferenced">Media keys that lost their last reference: the caller may erase them now; they are queued
/// by the fan-out in any case.</param>
[GenerateSerializer, Immutable, Alias("DeleteReelResult")]
public sealed record DeleteReelResult([property: Id(0)] DeleteStatus Status,
    [property: Id(1)] ImmutableArray<string> Unreferenced);
