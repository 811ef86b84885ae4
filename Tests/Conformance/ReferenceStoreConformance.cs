using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>References to uploads, which are added and removed with reels and stories, each of its own kind.</summary>
public abstract class ReferenceStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IReelStore Reels => Port<IReelStore>();

    protected IStoryStore Stories => Port<IStoryStore>();

    protected IMediaReferences ReelMedia => References(MediaKind.Reel);

    public static TheoryData<MediaKind> Kinds => [.. Enum.GetValues<MediaKind>()];

    /// <summary>
    /// Leave a reference of this kind to the upload in the store, as a crash does between a reference and that which
    /// refers.
    /// </summary>
    protected abstract Task LeaveReferenceAsync(MediaItem media);

    [Fact]
    public async Task An_upload_is_released_when_its_last_reel_is_deleted()
    {
        var (media, cover) = (Some.Media(), Some.Media());
        var first = Some.Reel(media: media) with { Cover = cover };
        var second = Some.Reel(media: media);
        await PostAsync(first);
        await PostAsync(second);

        Assert.Equal([cover.Key], await DeleteAsync(first));
        Assert.Empty(await DeleteAsync(first));
        Assert.Equal([media.Key], await DeleteAsync(second));
        Assert.Equal([media.Key, cover.Key], await ReelMedia.FindUnreferencedAsync([media.Key, cover.Key], default));
    }

    [Fact]
    public async Task Settling_a_delete_returns_its_lost_keys_each_time()
    {
        var (media, cover) = (Some.Media(), Some.Media());
        var (first, second) = (Some.Reel(media: media) with { Cover = cover }, Some.Reel(media: media));
        await PostAsync(first);
        await PostAsync(second);
        await DeleteAsync(first);
        Assert.Equal([cover.Key], await SettleAsync(first, OutboxKind.Delete));
        Assert.Empty(await SettleAsync(first, OutboxKind.Post));

        await DeleteAsync(second);
        Assert.Empty(await SettleAsync(second, OutboxKind.Post));
        foreach (var keys in await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => SettleAsync(second, OutboxKind.Delete))))
        {
            Assert.Equal([media.Key], keys);
        }
    }

    [Fact]
    public async Task A_delete_by_another_user_releases_no_upload()
    {
        var reel = Some.Reel() with { Cover = Some.Media() };
        await PostAsync(reel);

        Assert.Empty((await Reels.DeleteAsync(reel.Id, Some.User(), Some.Now, Some.Now, default)).Unreferenced);

        Assert.Empty(await ReelMedia.FindUnreferencedAsync([reel.Media.Key, reel.Cover.Key], default));
        Assert.Equal([reel.Media.Key, reel.Cover.Key], await DeleteAsync(reel));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_engine_keeps_its_id(MediaKind kind)
    {
        var id = await References(kind).GetIdAsync(default);
        Assert.Matches("^[a-z0-9]{16,64}$", id);
        Assert.Equal(id, await References(kind).GetIdAsync(default));
    }

    [Fact]
    public async Task An_upload_used_as_picture_and_cover_is_released_once()
    {
        var media = Some.Media();
        var reel = Some.Reel(media: media) with { Cover = media };
        await PostAsync(reel);

        Assert.Equal([media.Key], await DeleteAsync(reel));
        Assert.Equal([media.Key], await SettleAsync(reel, OutboxKind.Delete));
    }

    [Fact]
    public async Task An_upload_that_lost_its_last_reference_cannot_be_used()
    {
        var reel = Some.Reel();
        await PostAsync(reel);
        await DeleteAsync(reel);
        await AssertRefusedAsync(reel.Media);

        var story = Some.Story();
        await AddAsync(story);
        await Stories.DeleteAsync(story.Id, story.AuthorId, Some.Now, default);
        await AssertRefusedAsync(story.Media);
    }

    [Fact]
    public async Task An_old_upload_can_be_used_only_while_it_is_referenced()
    {
        var (old, oldOfStory) = (Some.Media(uploadedAt: Some.ADayBefore.AddMilliseconds(-1)),
            Some.Media(MediaKind.Story, Some.ADayBefore.AddMilliseconds(-1)));
        await AssertRefusedAsync(old);
        await AssertRefusedAsync(oldOfStory);

        await Reels.PostAsync(Some.Reel(media: old), old.UploadedAt, Some.Now, default);
        Assert.Equal(PostOutcome.Posted, await PostAsync(Some.Reel(media: old)));
        Assert.Equal(PostOutcome.Posted, await PostAsync(Some.Reel(media: Some.Media(uploadedAt: Some.ADayBefore))));
        await Stories.AddAsync(Some.Story(oldOfStory), 100, oldOfStory.UploadedAt, default);
        Assert.Equal(AddStoryOutcome.Added, await AddAsync(Some.Story(oldOfStory)));
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
    public async Task Concurrent_posts_and_deletes_leave_uploads_used_or_released()
    {
        for (var round = 0; round < 20; round++)
        {
            var media = Some.Media();
            var first = Some.Reel(media: media);
            await PostAsync(first);
            var second = Some.Reel(media: media);

            var posting = PostAsync(second);
            var released = await DeleteAsync(first);

            Assert.Equal(await posting == PostOutcome.Posted, released.Count == 0);
        }
    }

    [Fact]
    public async Task Only_unreferenced_uploads_are_found_unreferenced()
    {
        var (shown, former, never) = (Some.Reel() with { Cover = Some.Media() }, Some.Reel(), Some.Media());
        await PostAsync(shown);
        await PostAsync(former);
        await DeleteAsync(former);
        Assert.Equal([never.Key, former.Media.Key],
            await ReelMedia.FindUnreferencedAsync(
                [never.Key, shown.Media.Key, shown.Cover.Key, former.Media.Key], default));
        Assert.Empty(await ReelMedia.FindUnreferencedAsync([], default));

        var (live, deleted, unused) = (Some.Story(), Some.Story(), Some.Media(MediaKind.Story));
        await AddAsync(live);
        await AddAsync(deleted);
        await Stories.DeleteAsync(deleted.Id, deleted.AuthorId, Some.Now, default);
        Assert.Equal([deleted.Media.Key, unused.Key],
            await References(MediaKind.Story).FindUnreferencedAsync(
                [deleted.Media.Key, live.Media.Key, unused.Key], default));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_reference_without_a_referrer_counts_for_nothing(MediaKind kind)
    {
        var (left, alsoUsed) = (Some.Media(kind), Some.Media(kind));
        await LeaveReferenceAsync(left);
        await LeaveReferenceAsync(alsoUsed);
        if (kind == MediaKind.Reel)
            await PostAsync(Some.Reel(media: alsoUsed));
        else if (kind == MediaKind.Story)
            await AddAsync(Some.Story(alsoUsed));

        string[] expected = kind == MediaKind.Avatar ? [left.Key, alsoUsed.Key] : [left.Key];
        Assert.Equal(expected, await References(kind).FindUnreferencedAsync([left.Key, alsoUsed.Key], default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ReelMedia.FindUnreferencedAsync([Some.Media().Key], Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ReelMedia.GetIdAsync(Some.Cancelled));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (posted, deleted) = (Some.Reel() with { Cover = Some.Media() }, Some.Reel() with { Cover = Some.Media() });
        var (added, ended) = (Some.Story(), Some.Story());
        await PostAsync(deleted);
        await AddAsync(ended);
        async Task<object?[]> SeeAsync(MediaKind kind, params string[] keys) =>
            [await References(kind).GetIdAsync(default), await References(kind).FindUnreferencedAsync(keys, default)];
        return
        [
            new("post", () => PostAsync(posted), () => SeeAsync(MediaKind.Reel, posted.Media.Key, posted.Cover.Key)),
            new("delete", () => DeleteAsync(deleted),
                () => SeeAsync(MediaKind.Reel, deleted.Media.Key, deleted.Cover.Key)),
            new("add", () => AddAsync(added), () => SeeAsync(MediaKind.Story, added.Media.Key)),
            new("delete the story",
                () => Stories.DeleteAsync(ended.Id, ended.AuthorId, Some.Now, default).AsTask(),
                () => SeeAsync(MediaKind.Story, ended.Media.Key)),
        ];
    }

    private async Task AssertRefusedAsync(MediaItem media)
    {
        if (media.Kind == MediaKind.Story)
        {
            var story = Some.Story(media);
            Assert.Equal(AddStoryOutcome.MediaGone, await AddAsync(story));
            Assert.Null(await Stories.GetAsync(story.Id, default));
            return;
        }

        var reel = Some.Reel(media: media);
        Assert.Equal(PostOutcome.MediaGone, await PostAsync(reel));
        Assert.Null(await Reels.GetAsync(reel.Id, default));
        Assert.Empty(await Reels.ListByAuthorAsync(reel.AuthorId, null, 10, default));
    }

    private async Task<PostOutcome> PostAsync(StoredReel reel) =>
        (await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default)).Outcome;

    private async Task<IReadOnlyList<string>> DeleteAsync(StoredReel reel) =>
        (await Reels.DeleteAsync(reel.Id, reel.AuthorId, Some.Now, Some.Now, default)).Unreferenced;

    private async Task<IReadOnlyList<string>> SettleAsync(StoredReel reel, OutboxKind kind) =>
        (await Reels.SettleAsync(new(reel.AuthorId, reel.Id, kind, reel.CreatedAt, ""), Some.Now, default))
            .Unreferenced;

    private async Task<AddStoryOutcome> AddAsync(StoredStory story) =>
        (await Stories.AddAsync(story, 100, Some.ADayBefore, default)).Outcome;
}
