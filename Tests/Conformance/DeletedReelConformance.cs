using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>Likes and comments of a reel that is deleted, whichever engine keeps the reel.</summary>
public abstract class DeletedReelConformance(IStoreEngine engine) : PortSuite(engine)
{
    private readonly string _author = Some.User();
    private readonly string _other = Some.User();

    protected ILikeStore Likes => Port<ILikeStore>();

    protected ICommentStore Comments => Port<ICommentStore>();

    protected IReelStore Reels => Port<IReelStore>();

    [Fact]
    public async Task A_deleted_reel_accepts_no_likes_or_comments()
    {
        var reel = Some.Reel(_author);
        await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default);
        await Likes.ApplyAsync(reel.Id, [new(_other, true, Some.Now)], default);
        var comment = new StoredComment(Some.Id(), reel.Id, _other, "text", Some.Now, null, null);
        await Comments.AddAsync(comment, default);
        await Reels.DeleteAsync(reel.Id, _author, Some.Now, Some.Now, default);
        Assert.Equal(1, await Comments.DeleteAllAsync(reel.Id, Some.Now, 10, default));
        Assert.Equal(1, await Likes.PurgeAsync(reel.Id, 10, default));

        Assert.Null(await Likes.ApplyAsync(reel.Id, [new(_other, true, Some.Now)], default));
        var late = new StoredComment(Some.Id(), reel.Id, _other, "late", Some.Now, null, null);
        Assert.Equal((AddOutcome.ReelDeleted, null), await Comments.AddAsync(late, default));
        Assert.Equal((AddOutcome.ReelDeleted, null),
            await Comments.AddAsync(late with { ParentId = comment.Id }, default));

        Assert.Equal(0, (await Likes.CountsAsync([reel.Id], default))[reel.Id]);
        Assert.Equal(0, (await Comments.SummariesAsync([reel.Id], 2, default))[reel.Id].Count);
        Assert.Null(await Comments.GetAsync(reel.Id, late.Id, default));
    }
}
