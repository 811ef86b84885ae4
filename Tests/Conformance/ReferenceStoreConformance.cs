using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>
/// References to uploads, which are added and removed with reels and stories, and the queue of uploads without any.
/// </summary>
public abstract class ReferenceStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IReelStore Reels => Port<IReelStore>();

    protected IStoryStore Stories => Port<IStoryStore>();

    protected IMediaErasureStore Erasures => Port<IMediaErasureStore>();

    [Fact]
    public async Task An_upload_is_queued_when_its_last_post_is_deleted()
    {
        var (media, cover) = (Some.Media(), Some.Media());
        var first = Some.Reel(media: media) with { Cover = cover };
        var second = Some.Reel(media: media);
        await PostAsync(first);
        await PostAsync(second);

        Assert.Equal([cover.Key], await DeleteAsync(first));
        Assert.Empty(await DeleteAsync(first));
        Assert.Equal([media.Key], await DeleteAsync(second));

        var queued = await Erasures.ListAsync(100_000, default);
        Assert.Single(queued, media.Key);
        Assert.Single(queued, cover.Key);
    }

    [Fact]
    public async Task A_delete_by_another_user_releases_no_upload()
    {
        var reel = Some.Reel() with { Cover = Some.Media() };
        await PostAsync(reel);

        Assert.Empty((await Reels.DeleteAsync(reel.Id, Some.User(), Some.Now, Some.Now, default)).Unreferenced);

        Assert.Empty(await Erasures.FindUnreferencedAsync([reel.Media.Key, reel.Cover.Key], default));
        Assert.Equal([reel.Media.Key, reel.Cover.Key], await DeleteAsync(reel));
    }

    [Fact]
    public async Task A_store_keeps_its_id()
    {
        var id = await Erasures.GetIdAsync(default);
        Assert.Matches("^[a-z0-9]{16,64}$", id);
        Assert.Equal(id, await Erasures.GetIdAsync(default));
    }

    [Fact]
    public async Task An_upload_used_as_picture_and_cover_is_queued_once()
    {
        var media = Some.Media();
        var reel = Some.Reel(media: media) with { Cover = media };
        await PostAsync(reel);

        Assert.Equal([media.Key], await DeleteAsync(reel));
        Assert.Single(await Erasures.ListAsync(100_000, default), media.Key);
    }

    [Fact]
    public async Task An_erased_upload_can_not_be_posted()
    {
        var media = Some.Media();
        var first = Some.Reel(media: media);
        await PostAsync(first);
        await DeleteAsync(first);
        await AssertRefusedAsync(media);

        await Erasures.MarkErasedAsync([media.Key], default);
        await Erasures.MarkErasedAsync([media.Key, Some.Media().Key], default);

        Assert.DoesNotContain(media.Key, await Erasures.ListAsync(100_000, default));
        await AssertRefusedAsync(media);
    }

    [Fact]
    public async Task An_old_upload_can_be_posted_only_while_it_is_referenced()
    {
        var old = Some.Media(uploadedAt: Some.ADayBefore.AddMilliseconds(-1));
        await AssertRefusedAsync(old);

        await Reels.PostAsync(Some.Reel(media: old), old.UploadedAt, Some.Now, default);
        Assert.Equal(PostOutcome.Posted, await PostAsync(Some.Reel(media: old)));
        Assert.Equal(PostOutcome.Posted, await PostAsync(Some.Reel(media: Some.Media(uploadedAt: Some.ADayBefore))));
    }

    [Fact]
    public async Task A_refused_cover_refuses_the_whole_post()
    {
        var media = Some.Media();
        var reel = Some.Reel(media: media) with { Cover = Some.Media(uploadedAt: Some.LongAgo) };

        Assert.Equal(PostOutcome.MediaGone, await PostAsync(reel));
        Assert.Null(await Reels.GetAsync(reel.Id, default));

        var second = Some.Reel(media: media);
        await PostAsync(second);
        Assert.Equal([media.Key], await DeleteAsync(second));
    }

    [Fact]
    public async Task Concurrent_posts_and_deletes_leave_uploads_used_or_queued()
    {
        for (var round = 0; round < 20; round++)
        {
            var media = Some.Media();
            var first = Some.Reel(media: media);
            await PostAsync(first);
            var second = Some.Reel(media: media);

            var posting = PostAsync(second);
            var queued = await DeleteAsync(first);

            Assert.Equal(await posting == PostOutcome.Posted, queued.Count == 0);
        }
    }

    [Fact]
    public async Task Keys_are_queued_oldest_first_even_those_that_look_like_paths()
    {
        var keys = Some.OddIds();
        foreach (var key in keys)
        {
            var reel = Some.Reel(media: Some.Media() with { Key = key });
            await PostAsync(reel);
            await DeleteAsync(reel);
        }

        Assert.Equal(keys, (await Erasures.ListAsync(100_000, default)).Where(keys.Contains));
        Assert.Single(await Erasures.ListAsync(1, default));
        await Erasures.MarkErasedAsync(keys, default);
        Assert.DoesNotContain(await Erasures.ListAsync(100_000, default), keys.Contains);
    }

    [Fact]
    public async Task Only_unreferenced_uploads_are_found_unreferenced()
    {
        var (shown, former, never) = (Some.Reel() with { Cover = Some.Media() }, Some.Reel(), Some.Media());
        var story = new StoredStory(Some.Id(), Some.User(), Some.Media(MediaKind.Story), null, null, Some.Now,
            Some.Now.AddDays(1), null);
        await PostAsync(shown);
        await PostAsync(former);
        await DeleteAsync(former);
        await Stories.AddAsync(story, 100, Some.ADayBefore, default);

        var unreferenced = await Erasures.FindUnreferencedAsync(
            [never.Key, shown.Media.Key, shown.Cover.Key, former.Media.Key, story.Media.Key], default);

        Assert.Equal([never.Key, former.Media.Key], unreferenced);
        Assert.Empty(await Erasures.FindUnreferencedAsync([], default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var reel = Some.Reel();
        await PostAsync(reel);
        await DeleteAsync(reel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Erasures.MarkErasedAsync([reel.Media.Key], Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Erasures.ListAsync(10, Some.Cancelled));

        Assert.Contains(reel.Media.Key, await Erasures.ListAsync(100_000, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (posted, deleted, done) = (Some.Reel() with { Cover = Some.Media() },
            Some.Reel() with { Cover = Some.Media() }, Some.Reel());
        await PostAsync(deleted);
        await PostAsync(done);
        await DeleteAsync(done);
        async Task<object?[]> SeeAsync(params string[] keys) =>
            [await Erasures.GetIdAsync(default), await Erasures.FindUnreferencedAsync(keys, default),
                (await Erasures.ListAsync(100_000, default)).Where(keys.Contains).ToArray()];
        return
        [
            new("post", () => PostAsync(posted), () => SeeAsync(posted.Media.Key, posted.Cover.Key)),
            new("delete", () => DeleteAsync(deleted), () => SeeAsync(deleted.Media.Key, deleted.Cover.Key)),
            new("done", () => Erasures.MarkErasedAsync([done.Media.Key], default).AsTask(),
                () => SeeAsync(done.Media.Key)),
        ];
    }

    private async Task AssertRefusedAsync(MediaItem media)
    {
        var reel = Some.Reel(media: media);
        Assert.Equal(PostOutcome.MediaGone, await PostAsync(reel));
        Assert.Null(await Reels.GetAsync(reel.Id, default));
        Assert.Empty(await Reels.ListByAuthorAsync(reel.AuthorId, null, 10, default));
        var story = new StoredStory(Some.Id(), Some.User(), media, null, null, Some.Now, Some.Now.AddDays(1), null);
        Assert.Equal((AddStoryOutcome.MediaGone, null), await Stories.AddAsync(story, 100, Some.ADayBefore, default));
        Assert.Null(await Stories.GetAsync(story.Id, default));
    }

    private async Task<PostOutcome> PostAsync(StoredReel reel) =>
        (await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default)).Outcome;

    private async Task<IReadOnlyList<string>> DeleteAsync(StoredReel reel) =>
        (await Reels.DeleteAsync(reel.Id, reel.AuthorId, Some.Now, Some.Now, default)).Unreferenced;
}
