using Orleans.Concurrency;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Reels;

/// <summary>
/// One reel: its likes and its comments. The key is the reel id. A null answer means that there is no such reel.
/// </summary>
[Alias("IReelGrain")]
public interface IReelGrain : IGrainWithGuidKey
{
    /// <summary>
    /// The reel with exact counts. Calls interleave: those that arrive during one read share the next.
    /// </summary>
    [Alias("Get"), AlwaysInterleave]
    Task<ReelView?> Get(string? viewerId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Likes the reel. Repeating it changes nothing. Calls interleave: each waits for a batch, so that one write serves
    /// many.
    /// </summary>
    [Alias("Like"), AlwaysInterleave]
    Task<LikeSummary?> Like(string userId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Unlikes the reel. Repeating it changes nothing. Calls interleave, as those of <see cref="Like"/> do.
    /// </summary>
    [Alias("Unlike"), AlwaysInterleave]
    Task<LikeSummary?> Unlike(string userId, CancellationToken cancellationToken = default);

    /// <summary>The exact count. Calls interleave: those that arrive during one read share the next.</summary>
    [Alias("GetLikes"), AlwaysInterleave]
    Task<LikeSummary?> GetLikes(string? viewerId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The people who like the reel, newest first. Calls interleave, as those for lists of comments do: the grain keeps
    /// nothing for them, and a reader delays no one who comments.
    /// </summary>
    [Alias("GetLikers"), AlwaysInterleave]
    Task<Page<ListedPerson, PersonPosition>?> GetLikers(string? viewerId, PersonPosition? before, int limit,
        CancellationToken cancellationToken = default);

    [Alias("AddComment")]
    Task<AddCommentResult> AddComment(string authorId, NewComment comment,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes a comment, and its replies, for its author or the reel's.</summary>
    [Alias("DeleteComment")]
    Task<DeleteCommentResult> DeleteComment(string userId, Guid commentId,
        CancellationToken cancellationToken = default);

    /// <summary>Top-level comments, newest first, each with its 3 oldest replies.</summary>
    [Alias("GetComments"), AlwaysInterleave]
    Task<Page<CommentView, Position>?> GetComments(string? viewerId, Position? before, int limit,
        CancellationToken cancellationToken = default);

    /// <summary>The replies of one thread, oldest first.</summary>
    [Alias("GetReplies"), AlwaysInterleave]
    Task<GetRepliesResult> GetReplies(string? viewerId, Guid parentCommentId, Position? after, int limit,
        CancellationToken cancellationToken = default);
}

/// <param name="Likes">The number of people who like the reel.</param>
/// <param name="LikedByMe">Null without a viewer.</param>
[GenerateSerializer, Immutable, Alias("LikeSummary")]
public sealed record LikeSummary([property: Id(0)] long Likes, [property: Id(1)] bool? LikedByMe);
