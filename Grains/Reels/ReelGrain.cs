using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Caching;
using Reels.Grains.Comments;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Likes;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Reels;

/// <summary>
/// One reel's likes and comments. It keeps nothing but running writes: its answers come from the stores, so that any
/// number of activations agree. Whether the reel exists it reads from the silo's cache, to which deletions are
/// announced. That the liker exists is proved by the token; besides its store a like needs only to know whether there
/// is a block between the liker and the author.
/// </summary>
[GrainType("reel")]
[CollectionAgeLimit(Minutes = 2)] // It stays only so that likes of one burst share writes.
internal sealed class ReelGrain : Grain, IReelGrain
{
    private readonly ReelViews _reels;
    private readonly LikeViews _likes;
    private readonly PeopleViews _people;
    private readonly TimeProvider _time;
    private readonly ReadRounds _reads;
    private readonly ReadRounds _likeReads;
    private readonly LikeQueue _queue;
    private readonly LikerList _likers;
    private readonly ReelComments _comments;

    public ReelGrain(
        ReelViews reels,
        LikeViews likes,
        PeopleViews people,
        ILikeStore likeStore,
        ICommentStore commentStore,
        CacheClock clock,
        [FromKeyedServices(Clock.Key)] TimeProvider time)
    {
        var id = this.GetPrimaryKey();
        (_reels, _likes, _people, _time) = (reels, likes, people, time);
        _reads = new(clock);

        // Separate: a reader of likes alone must not wait for comments and people.
        _likeReads = new(clock);
        _queue = new(id, likeStore);
        _likers = new(id, likeStore, people);
        _comments = new(id, commentStore, people, time);
    }

    public async Task<ReelView?> Get(string? viewerId, CancellationToken cancellationToken)
    {
        Guid[] ids = [this.GetPrimaryKey()];
        var read = await _reads.ReadAsync(freshAsOf => _reels.ReadAsync(
            viewerId, ids, freshAsOf, cancellationToken, announcedAsOf: freshAsOf));
        if (read.First is { } reel)
            return reel;
        await FindForAnyoneAsync(cancellationToken);
        return null;
    }

    public Task<LikeSummary?> Like(string userId, CancellationToken cancellationToken) =>
        SetLikedAsync(userId, liked: true, cancellationToken);

    public Task<LikeSummary?> Unlike(string userId, CancellationToken cancellationToken) =>
        SetLikedAsync(userId, liked: false, cancellationToken);

    public async Task<LikeSummary?> GetLikes(string? viewerId, CancellationToken cancellationToken) =>
        await FindAsync(viewerId, cancellationToken) is null
            ? null
            : await _likeReads.ReadAsync(
                freshAsOf => _likes.GetSummaryAsync(viewerId, this.GetPrimaryKey(), freshAsOf, cancellationToken));

    public async Task<Page<ListedPerson, PersonPosition>?> GetLikers(string? viewerId, PersonPosition? before,
        int limit, CancellationToken cancellationToken) =>
        await FindAsync(viewerId, cancellationToken) is null ? null
            : await _likers.ReadAsync(viewerId, before, limit, cancellationToken);

    public async Task<AddCommentResult> AddComment(string authorId, NewComment comment,
        CancellationToken cancellationToken)
    {
        if (await _comments.FindReplayAsync(authorId, comment, cancellationToken) is { } replay)
            return replay;
        return await FindAsync(authorId, cancellationToken) is null
            ? new(AddCommentStatus.ReelNotFound, null)
            : await _comments.AddAsync(authorId, comment, cancellationToken);
    }

    public async Task<DeleteCommentResult> DeleteComment(string userId, Guid commentId,
        CancellationToken cancellationToken)
    {
        // A user who may not see the reel may still delete their own comment.
        if (await FindForAnyoneAsync(cancellationToken) is not { } reel)
            return new(DeleteCommentStatus.ReelNotFound);
        var status = await _comments.DeleteAsync(userId, reel.AuthorId, commentId, cancellationToken);
        return new(
            status == DeleteCommentStatus.Deleted || await _people.MaySeeAsync(userId, reel.AuthorId, cancellationToken)
            ? status
            : DeleteCommentStatus.ReelNotFound);
    }

    public async Task<Page<CommentView, Position>?> GetComments(string? viewerId, Position? before, int limit,
        CancellationToken cancellationToken) =>
        await FindAsync(viewerId, cancellationToken) is null ? null
            : await _comments.ListAsync(viewerId, before, limit, cancellationToken);

    public async Task<GetRepliesResult> GetReplies(
        string? viewerId, Guid parentCommentId, Position? after, int limit, CancellationToken cancellationToken)
    {
        if (await FindAsync(viewerId, cancellationToken) is null)
            return new(GetRepliesStatus.ReelNotFound, null);
        return await _comments.ListRepliesAsync(viewerId, parentCommentId, after, limit, cancellationToken) is { } page
            ? new(GetRepliesStatus.Found, page)
            : new(GetRepliesStatus.CommentNotFound, null);
    }

    /// <summary>Waits for the likes that are being written, each of which has a caller.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _queue.Flushing.WaitAsync(cancellationToken);

    private async Task<LikeSummary?> SetLikedAsync(string userId, bool liked, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, cancellationToken) is null)
            return null;

        // The commit point: from here on no caller can cancel.
        cancellationToken.ThrowIfCancellationRequested();
        return await _queue.ApplyAsync(new(userId, liked, _time.Now()));
    }

    /// <summary>The reel, where the viewer (null: no one) may see it.</summary>
    private async ValueTask<StoredReel?> FindAsync(string? viewerId, CancellationToken cancellationToken) =>
        await FindForAnyoneAsync(cancellationToken) is { } reel
            && await _people.MaySeeAsync(viewerId, reel.AuthorId, cancellationToken) ? reel : null;

    /// <summary>The reel, for any viewer; null, and the activation ends soon, where the key doesn't exist.</summary>
    private async ValueTask<StoredReel?> FindForAnyoneAsync(CancellationToken cancellationToken)
    {
        var reel = await _reels.FindAsync(this.GetPrimaryKey(), cancellationToken);
        if (reel is null)
            this.DeactivateSoon();
        return reel;
    }
}
