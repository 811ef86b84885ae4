using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class ReelStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IReelStore Store => Port<IReelStore>();

    protected IOutbox Outbox => Port<IOutbox>();

    [Fact]
    public async Task A_reel_is_returned_as_it_was_posted()
    {
        var full = Some.Reel() with
        {
            Caption = Some.Text(),
            AltText = Some.Text(1_500),
            Cover = Some.Media(),
            RequestHash = "hash"
        };
        var bare = Some.Reel(
            media: Some.Media() with { Width = null, Height = null, DurationMs = null }) with
        {
            Caption = null,
            AltText = null
        };

        Assert.Equal((PostOutcome.Posted, full), await PostAsync(full));
        Assert.Equal((PostOutcome.Posted, bare), await PostAsync(bare));

        Assert.Equal(full, await Store.GetAsync(full.Id, default));
        Assert.Equal(bare, await Store.GetAsync(bare.Id, default));
        Assert.Null(await Store.GetAsync(Some.Id(), default));
    }

    [Fact]
    public async Task A_repeated_id_returns_the_first_reel_and_changes_nothing()
    {
        var reel = Some.Reel();
        await PostAsync(reel);

        var again = await PostAsync(
            reel with { CreatedAt = Some.Now.AddHours(1), Caption = "other", Media = Some.Media() });

        Assert.Equal((PostOutcome.Exists, reel), again);
        Assert.Equal([reel.Position], await Store.ListByAuthorAsync(reel.AuthorId, null, 10, default));
        Assert.Equal(1, await CountAsync(reel.AuthorId));
    }

    [Fact]
    public async Task Concurrent_copies_of_a_post_make_one_reel()
    {
        var reel = Some.Reel();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30)
                .Select(i => PostAsync(reel with { CreatedAt = Some.Now.AddMilliseconds(i) }).AsTask()));

        var posted = Assert.Single(answers, answer => answer.Outcome == PostOutcome.Posted).Reel!;
        Assert.All(answers, answer => Assert.Equal(posted, answer.Reel));
        Assert.Equal(1, await CountAsync(reel.AuthorId));
        Assert.Equal([posted.Position], await Store.ListByAuthorAsync(reel.AuthorId, null, 10, default));
    }

    [Fact]
    public async Task Reels_of_one_millisecond_are_paged_in_order_each_once()
    {
        var author = Some.User();
        var reels = await PostManyAsync(author, 500, _ => Some.Now);

        var walked = await Paging.WalkAsync<Position, Position>(7,
            place => Store.ListByAuthorAsync(author, place, 7, default), place => place);

        Assert.Equal(reels.Select(reel => reel.Position).OrderDescending(), walked);
    }

    [Fact]
    public async Task Thousands_of_reels_are_paged_in_order_to_the_end()
    {
        var author = Some.User();
        var reels = await PostManyAsync(author, Engine.Many, i => Some.Now.AddMilliseconds(i / 3));

        var walked = await Paging.WalkAsync<Position, Position>(777,
            place => Store.ListByAuthorAsync(author, place, 777, default), place => place);

        Assert.Equal(reels.Select(reel => reel.Position).OrderDescending(), walked);
        Assert.Equal(Engine.Many, await CountAsync(author));
        Assert.Equal(walked[49].CreatedAt, await Store.NthNewestAsync(author, 50, null, default));
        Assert.Equal(walked[0].CreatedAt, await Store.LastCreatedAtAsync(author, default));
    }

    [Fact]
    public async Task All_reels_are_paged_in_order_deleted_ones_too()
    {
        var author = Some.User();
        var reels = await PostManyAsync(author, 20, i => Some.Now.AddMilliseconds(i / 3));
        foreach (var reel in reels.Where((_, i) => i % 3 == 0))
            await DeleteAsync(reel);

        var walked = await Paging.WalkAsync<Position, Position>(7,
            place => Store.ListAllAsync(author, place, 7, default), place => place);

        Assert.Equal(reels.Select(reel => reel.Position).OrderDescending(), walked);
    }

    [Fact]
    public async Task The_nth_newest_skips_deleted_reels_and_is_null_beyond_the_end()
    {
        var author = Some.User();
        var reels = await PostManyAsync(author, 5, i => Some.Now.AddMilliseconds(i));
        await DeleteAsync(reels[3]);

        Assert.Equal(reels[4].CreatedAt, await Store.NthNewestAsync(author, 1, null, default));
        Assert.Equal(reels[2].CreatedAt, await Store.NthNewestAsync(author, 2, null, default));
        Assert.Equal(reels[0].CreatedAt, await Store.NthNewestAsync(author, 4, null, default));
        Assert.Null(await Store.NthNewestAsync(author, 5, null, default));
        Assert.Equal(reels[2].CreatedAt, await Store.NthNewestAsync(author, 1, reels[2].CreatedAt, default));
        Assert.Equal(reels[1].CreatedAt,
            await Store.NthNewestAsync(author, 1, reels[2].CreatedAt.AddMilliseconds(-1), default));
        Assert.Null(await Store.NthNewestAsync(Some.User(), 1, null, default));
    }

    [Fact]
    public async Task The_last_time_of_an_author_never_goes_back()
    {
        var author = Some.User();
        await PostAsync(Some.Reel(author, Some.Now));
        await PostAsync(Some.Reel(author, Some.ADayBefore));
        Assert.Equal(Some.Now, await Store.LastCreatedAtAsync(author, default));
    }

    [Fact]
    public async Task Only_the_author_deletes_a_reel_and_only_once()
    {
        var reel = Some.Reel();
        await PostAsync(reel);

        Assert.Equal(DeleteStatus.NotYours,
            (await Store.DeleteAsync(reel.Id, Some.User(), Some.Now, Some.Now, default)).Status);
        Assert.Equal(reel, await Store.GetAsync(reel.Id, default));
        Assert.Equal(DeleteStatus.Deleted, (await DeleteAsync(reel)).Status);
        Assert.Equal(DeleteStatus.NotFound, (await DeleteAsync(reel)).Status);
        Assert.Equal(DeleteStatus.NotFound, (await DeleteAsync(Some.Reel())).Status);

        var deleted = reel with { DeletedAt = Some.Now.AddMinutes(1) };
        Assert.Equal(deleted, await Store.GetAsync(reel.Id, default));
        Assert.Equal((PostOutcome.Exists, deleted), await PostAsync(reel));
        Assert.Empty(await Store.GetManyAsync([reel.Id], default));
        Assert.Equal(0, await CountAsync(reel.AuthorId));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_deletes_deletes()
    {
        var reel = Some.Reel();
        await PostAsync(reel);
        await PostAsync(Some.Reel(reel.AuthorId));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DeleteAsync(reel).AsTask()));

        Assert.Single(answers, answer => answer.Status == DeleteStatus.Deleted);
        Assert.Equal(1, await CountAsync(reel.AuthorId));
    }

    [Fact]
    public async Task Existing_reels_are_returned_once_each()
    {
        var reels = await PostManyAsync(Some.User(), 5, i => Some.Now.AddMilliseconds(i));
        await DeleteAsync(reels[0]);

        var given = await Store.GetManyAsync([.. reels.Select(reel => reel.Id), Some.Id(), reels[1].Id], default);

        Assert.Equal(reels[1..], given.OrderBy(reel => reel.Position));
        Assert.Empty(await Store.GetManyAsync([], default));
    }

    [Fact]
    public async Task Counts_cover_every_asked_id_even_one_that_looks_like_a_path()
    {
        var authors = Some.OddIds();
        foreach (var author in authors)
            await PostManyAsync(author, 2, i => Some.Now.AddMilliseconds(i));

        var stranger = Some.User();
        var counts = await Store.CountByAuthorsAsync([.. authors, stranger, stranger], default);

        Assert.Equal(authors.Length + 1, counts.Count);
        Assert.All(authors, author => Assert.Equal(2, counts[author]));
        Assert.Equal(0, counts[stranger]);
        Assert.Null(await Store.LastCreatedAtAsync(stranger, default));
    }

    [Fact]
    public async Task Deleted_rows_are_purged_in_steps_and_the_last_time_is_kept()
    {
        var author = Some.User();
        var reels = await PostManyAsync(author, 25, i => Some.LongAgo.AddMilliseconds(i));
        foreach (var reel in reels[1..])
        {
            await Store.DeleteAsync(reel.Id, author, reel == reels[1] ? Some.LongAgo.AddDays(1) : Some.LongAgo,
                Some.Now, default);
        }

        await CloseEntriesAsync(author);
        await Paging.StepsAsync(10, limit => Store.PurgeAsync(Some.LongAgo.AddDays(1), limit, default));

        Assert.Equal(reels[0], await Store.GetAsync(reels[0].Id, default));
        Assert.NotNull(await Store.GetAsync(reels[1].Id, default));
        Assert.All(await Task.WhenAll(reels[2..].Select(reel => Store.GetAsync(reel.Id, default).AsTask())),
            Assert.Null);
        Assert.Equal(reels[^1].CreatedAt, await Store.LastCreatedAtAsync(author, default));
        Assert.Equal(1, await CountAsync(author));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var reel = Some.Reel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.PostAsync(reel, Some.ADayBefore, Some.Now, Some.Cancelled));
        Assert.Null(await Store.GetAsync(reel.Id, default));

        await PostAsync(reel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.DeleteAsync(reel.Id, reel.AuthorId, Some.Now, Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.GetManyAsync([reel.Id], Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(reel.Id, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAuthorAsync(reel.AuthorId, Some.Cancelled));
        Assert.Equal(Some.Now, await Store.LastCreatedAtAsync(reel.AuthorId, default));
        Assert.Equal(reel, await Store.GetAsync(reel.Id, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (posted, deleted, erased) = (Some.Reel(), Some.Reel(), Some.Reel());
        await PostAsync(deleted);
        await PostAsync(erased);
        async Task<object?[]> SeeAsync(StoredReel reel) =>
        [
            await Store.GetAsync(reel.Id, default), await Store.GetManyAsync([reel.Id], default),
            await Store.ListByAuthorAsync(reel.AuthorId, null, 10, default),
            await Store.ListAllAsync(reel.AuthorId, null, 10, default), await CountAsync(reel.AuthorId),
            await Store.LastCreatedAtAsync(reel.AuthorId, default),
        ];
        return
        [
            new("post", () => PostAsync(posted).AsTask(), () => SeeAsync(posted)),
            new("delete", () => DeleteAsync(deleted).AsTask(), () => SeeAsync(deleted)),
            new("erase", () => Store.EraseAsync(erased.Id, default).AsTask(), () => SeeAsync(erased)),
            new("erase the author", () => Store.EraseAuthorAsync(erased.AuthorId, default).AsTask(),
                () => SeeAsync(erased)),
        ];
    }

    private async Task<StoredReel[]> PostManyAsync(string author, int count, Func<int, DateTimeOffset> at)
    {
        var reels = Enumerable.Range(0, count).Select(i => Some.Reel(author, at(i))).ToArray();
        await Paging.AllAsync(Engine, reels,
            async reel => Assert.Equal(PostOutcome.Posted, (await PostAsync(reel)).Outcome));
        return reels;
    }

    private ValueTask<(PostOutcome Outcome, StoredReel? Reel)> PostAsync(StoredReel reel) =>
        Store.PostAsync(reel, Some.ADayBefore, Some.Now, default);

    private ValueTask<(DeleteStatus Status, IReadOnlyList<string> Unreferenced)> DeleteAsync(StoredReel reel) =>
        Store.DeleteAsync(reel.Id, reel.AuthorId, Some.Now.AddMinutes(1), Some.Now, default);

    private async Task CloseEntriesAsync(string author)
    {
        foreach (var entry in await Outbox.ListAsync(author, default))
            await Outbox.RemoveAsync(entry, default);
    }

    private async Task<long> CountAsync(string author) => (await Store.CountByAuthorsAsync([author], default))[author];
}
