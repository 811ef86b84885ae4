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
/// One reel's likes and comments. It holds nothing but what is on its way: what it answers, it asks the stores, so any
/// number of activations are right. Whether the reel is there it knows from the silo's cache, which deletions are
/// announced to. That the liker exists is the token's word; what a like needs beside its store is whether a block
/// stands between the liker and the author.
/// </summary>
[GrainType("reel")]
[CollectionAgeLimit(Minutes = 2)] // With nothing to keep, it stays only for bursts of likes to find each other.
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

        // Of their own: whoever asks for likes alone must not wait for comments and people.
        _likeReads = new(clock);
        _queue = new(id, likeStore);
        _likers = new(id, likeStore, people);
        _comments = new(id, commentStore, people, time);
    }

    public async Task<ReelView?> Get(string? viewerId, CancellationToken cancellationToken)
    {
        Guid[] ids = [this.GetPrimaryKey()];
        var read = await _reads.ReadAsync(moment => _reels.ReadAsync(viewerId, ids, moment, cancellationToken));
        if (read is [{ } reel])
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
                moment => _likes.GetSummaryAsync(viewerId, this.GetPrimaryKey(), moment, cancellationToken));

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
        // Whoever may not see the reel may still take back what they wrote there.
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

    /// <summary>Waits for the likes that are on their way, each of which has a caller.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _queue.Flushing.WaitAsync(cancellationToken);

    private async Task<LikeSummary?> SetLikedAsync(string userId, bool liked, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, cancellationToken) is null)
            return null;

        // The commit point: from here on nobody can hang up.
        cancellationToken.ThrowIfCancellationRequested();
        return await _queue.ApplyAsync(new(userId, liked, _time.Now()));
    }

    /// <summary>The reel, where the viewer (null: nobody) may see it.</summary>
    private async ValueTask<StoredReel?> FindAsync(string? viewerId, CancellationToken cancellationToken) =>
        await FindForAnyoneAsync(cancellationToken) is { } reel
            && await _people.MaySeeAsync(viewerId, reel.AuthorId, cancellationToken) ? reel : null;

    /// <summary>The reel, whoever looks; a key that nobody has keeps no activation.</summary>
    private async ValueTask<StoredReel?> FindForAnyoneAsync(CancellationToken cancellationToken)
    {
        var reel = await _reels.FindAsync(this.GetPrimaryKey(), freshAsOf: 0, cancellationToken);
        if (reel is null)
            this.DeactivateSoon();
        return reel;
    }
}
