using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class OutboxConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IOutbox Outbox => Port<IOutbox>();

    protected IReelStore Reels => Port<IReelStore>();

    [Fact]
    public async Task A_post_and_a_delete_each_add_one_outbox_entry()
    {
        var reel = await PostAsync(Some.User());
        await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default);
        Assert.Equal([Entry(reel, OutboxKind.Post)], await Outbox.ListAsync(reel.AuthorId, default));

        await DeleteAsync(reel);
        await DeleteAsync(reel);
        Assert.Equal([Entry(reel, OutboxKind.Post), Entry(reel, OutboxKind.Delete)],
            await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task A_refused_post_or_delete_adds_no_entry()
    {
        var refused = Some.Reel(media: Some.Media(uploadedAt: Some.LongAgo));
        await Reels.PostAsync(refused, Some.ADayBefore, Some.Now, default);
        var stranger = Some.User();
        var reel = await PostAsync(Some.User());
        await Reels.DeleteAsync(reel.Id, stranger, Some.Now, Some.Now, default);

        Assert.Empty(await Outbox.ListAsync(refused.AuthorId, default));
        Assert.Empty(await Outbox.ListAsync(stranger, default));
        Assert.Equal([Entry(reel, OutboxKind.Post)], await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task Entries_of_posts_are_listed_oldest_first()
    {
        var author = Some.OddIds()[0];
        var reels = new List<StoredReel>();
        for (var i = 0; i < 30; i++)
            reels.Add(await PostAsync(author, Some.Now.AddMilliseconds(i * 7 % 30)));

        Assert.Equal(reels.OrderBy(reel => reel.CreatedAt).Select(reel => reel.Id),
            (await Outbox.ListAsync(author, default)).Select(entry => entry.ReelId));
    }

    [Fact]
    public async Task A_cursor_moves_only_from_where_it_is()
    {
        var reel = await PostAsync(Some.User());
        var entry = Entry(reel, OutboxKind.Post);

        Assert.True(await Outbox.AdvanceAsync(entry, "m", Some.Now, default));
        Assert.False(await Outbox.AdvanceAsync(entry, "z", Some.Now, default));
        Assert.True(await Outbox.AdvanceAsync(entry with { Cursor = "m" }, "n", Some.Now, default));
        Assert.False(
            await Outbox.AdvanceAsync(entry with { Kind = OutboxKind.Delete, Cursor = "n" }, "z", Some.Now, default));

        Assert.Equal([entry with { Cursor = "n" }], await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_callers_moves_a_cursor()
    {
        var reel = await PostAsync(Some.User());
        var entry = Entry(reel, OutboxKind.Post);

        var moved = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Outbox.AdvanceAsync(entry, $"c{i:00}", Some.Now, default).AsTask()));

        Assert.Single(moved, true);
        Assert.Equal($"c{Array.IndexOf(moved, true):00}",
            Assert.Single(await Outbox.ListAsync(reel.AuthorId, default)).Cursor);
    }

    [Fact]
    public async Task Removing_an_entry_keeps_the_other_entry_of_the_reel()
    {
        var reel = await PostAsync(Some.User());
        await DeleteAsync(reel);

        await Outbox.RemoveAsync(Entry(reel, OutboxKind.Post), default);
        await Outbox.RemoveAsync(Entry(reel, OutboxKind.Post), default);
        Assert.False(await Outbox.AdvanceAsync(Entry(reel, OutboxKind.Post), "m", Some.Now, default));

        Assert.Equal([Entry(reel, OutboxKind.Delete)], await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task An_entry_can_be_removed_after_its_cursor_moved()
    {
        var reel = await PostAsync(Some.User());
        await Outbox.AdvanceAsync(Entry(reel, OutboxKind.Post), "m", Some.Now, default);

        await Outbox.RemoveAsync(Entry(reel, OutboxKind.Post), default);

        Assert.Empty(await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task An_author_is_listed_once_by_shard_after_a_lease_ended()
    {
        var author = Some.User();
        await PostAsync(author);
        await PostAsync(author);
        var after = Some.Now.AddMilliseconds(1);

        Assert.Single(await LapsedAsync(after, Shards.Of(author)), author);
        Assert.Single(await LapsedAsync(after, ShardOrder.All), author);
        Assert.DoesNotContain(author, await LapsedAsync(Some.Now, Shards.Of(author)));
        Assert.DoesNotContain(author, await LapsedAsync(after, (Shards.Of(author) + 1) % Shards.Count));
    }

    [Fact]
    public async Task Advancing_moves_the_lease_and_removing_ends_it()
    {
        var reel = await PostAsync(Some.User());
        var entry = Entry(reel, OutboxKind.Post);
        var shard = Shards.Of(reel.AuthorId);
        var (hour, day) = (Some.Now.AddHours(1), Some.Now.AddDays(1));

        await Outbox.AdvanceAsync(entry, "m", hour, default);
        Assert.DoesNotContain(reel.AuthorId, await LapsedAsync(hour, shard));
        Assert.Contains(reel.AuthorId, await LapsedAsync(day, shard));
        await Outbox.RemoveAsync(entry with { Cursor = "m" }, default);
        Assert.DoesNotContain(reel.AuthorId, await LapsedAsync(day, shard));
    }

    [Fact]
    public async Task A_delete_is_listed_after_its_lease_ended_like_a_post()
    {
        var reel = await PostAsync(Some.User());
        await Outbox.RemoveAsync(Entry(reel, OutboxKind.Post), default);
        await DeleteAsync(reel);

        Assert.DoesNotContain(reel.AuthorId, await LapsedAsync(Some.Now, Shards.Of(reel.AuthorId)));
        Assert.Contains(reel.AuthorId, await LapsedAsync(Some.Now.AddMilliseconds(1), Shards.Of(reel.AuthorId)));
    }

    [Fact]
    public async Task Extending_a_lease_moves_only_open_entries_of_the_author()
    {
        var (closed, open, other) = (await PostAsync(Some.User()), await PostAsync(Some.User()),
            await PostAsync(Some.User()));
        await PostAsync(open.AuthorId);
        await Outbox.RemoveAsync(Entry(closed, OutboxKind.Post), default);
        var later = Some.Now.AddMinutes(1);
        foreach (var author in new[] { closed.AuthorId, open.AuthorId, Some.User() })
            await Outbox.ExtendLeaseAsync(author, later, default);

        Assert.DoesNotContain(open.AuthorId, await LapsedAsync(later, ShardOrder.All));
        Assert.Contains(other.AuthorId, await LapsedAsync(later, ShardOrder.All));
        Assert.Contains(open.AuthorId, await LapsedAsync(later.AddMilliseconds(1), ShardOrder.All));
        Assert.Equal(2, (await Outbox.ListAsync(open.AuthorId, default)).Count);
        Assert.Empty(await Outbox.ListAsync(closed.AuthorId, default));
    }

    [Fact]
    public async Task Repeated_looks_find_every_lapsed_author_in_any_shard()
    {
        var authors = Some.Users(200);
        await Paging.AllAsync(Engine, authors, async author => await PostAsync(author));
        var (now, later) = (Some.Now.AddDays(1), Some.Now.AddDays(2));
        var all = new List<string>();
        while (await Outbox.ListLapsedAuthorsAsync(ShardOrder.All, now, 30, default) is { Count: > 0 } found)
        {
            Assert.InRange(found.Count, 1, 30);
            all.AddRange(found);
            foreach (var author in found)
                await Outbox.ExtendLeaseAsync(author, later, default);
        }

        Assert.Empty(authors.Except(all));
        Assert.Equal(all.Distinct(), all);
    }

    [Fact]
    public async Task Settling_an_entry_changes_nothing_however_often()
    {
        var reel = await PostAsync(Some.User());
        await SettleManyAsync(Entry(reel, OutboxKind.Post));
        Assert.Equal(1, await CountAsync(reel.AuthorId));
        Assert.Equal([reel.Position], await Reels.ListByAuthorAsync(reel.AuthorId, null, 10, default));

        await DeleteAsync(reel);
        await SettleManyAsync(Entry(reel, OutboxKind.Post));
        await SettleManyAsync(Entry(reel, OutboxKind.Delete));
        Assert.Equal(0, await CountAsync(reel.AuthorId));
        Assert.Equal([Entry(reel, OutboxKind.Post), Entry(reel, OutboxKind.Delete)],
            await Outbox.ListAsync(reel.AuthorId, default));
    }

    [Fact]
    public async Task A_row_is_not_purged_while_its_delete_has_an_open_entry()
    {
        var reel = await PostAsync(Some.User(), Some.LongAgo);
        await Reels.DeleteAsync(reel.Id, reel.AuthorId, Some.LongAgo, Some.Now, default);
        await Outbox.RemoveAsync(Entry(reel, OutboxKind.Post), default);
        await PurgeAsync();
        Assert.NotNull(await Reels.GetAsync(reel.Id, default));

        await Outbox.RemoveAsync(Entry(reel, OutboxKind.Delete), default);
        await PurgeAsync();
        Assert.Null(await Reels.GetAsync(reel.Id, default));

        Task<int> PurgeAsync() =>
            Paging.StepsAsync(10, limit => Reels.PurgeAsync(Some.LongAgo.AddDays(1), limit, default));
    }

    [Fact]
    public async Task A_list_of_lapsed_authors_respects_its_limit()
    {
        await Paging.AllAsync(Engine, Some.Users(30), async author => await PostAsync(author));

        Assert.InRange(
            (await Outbox.ListLapsedAuthorsAsync(ShardOrder.All, Some.Now.AddDays(1), 10, default)).Count, 1, 10);
        Assert.Empty(await Outbox.ListLapsedAuthorsAsync([], Some.Now.AddDays(1), 10, default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var reel = await PostAsync(Some.User());
        var entry = Entry(reel, OutboxKind.Post);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Outbox.AdvanceAsync(entry, "m", Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Outbox.RemoveAsync(entry, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Outbox.ListAsync(reel.AuthorId, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Outbox.EraseAsync(reel.AuthorId, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Reels.SettleAsync(entry, Some.Now, Some.Cancelled));

        Assert.Equal([entry], await Outbox.ListAsync(reel.AuthorId, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (posted, advanced, removed, erased) = (Some.Reel(), await PostAsync(Some.User()),
            await PostAsync(Some.User()), await PostAsync(Some.User()));
        async Task<object?[]> SeeAsync(StoredReel reel) =>
            [await Outbox.ListAsync(reel.AuthorId, default),
                (await LapsedAsync(Some.Now.AddMilliseconds(1), Shards.Of(reel.AuthorId))).Contains(reel.AuthorId)];
        return
        [
            new("post", () => Reels.PostAsync(posted, Some.ADayBefore, Some.Now, default).AsTask(),
                () => SeeAsync(posted)),
            new("advance",
                () => Outbox.AdvanceAsync(Entry(advanced, OutboxKind.Post), "m", Some.Now.AddHours(1), default)
                    .AsTask(),
                () => SeeAsync(advanced)),
            new("remove", () => Outbox.RemoveAsync(Entry(removed, OutboxKind.Post), default).AsTask(),
                () => SeeAsync(removed)),
            new("erase", () => Outbox.EraseAsync(erased.AuthorId, 10, default).AsTask(), () => SeeAsync(erased)),
        ];
    }

    private async Task SettleManyAsync(OutboxEntry entry) => Assert.All(
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Reels.SettleAsync(entry, Some.Now, default).AsTask())),
        settled => Assert.True(settled.IsMade));

    private async Task<long> CountAsync(string author) => (await Reels.CountByAuthorsAsync([author], default))[author];

    private static OutboxEntry Entry(StoredReel reel, OutboxKind kind) =>
        new(reel.AuthorId, reel.Id, kind, reel.CreatedAt, "");

    private async Task<StoredReel> PostAsync(string author, DateTimeOffset? at = null)
    {
        var reel = Some.Reel(author, at);
        Assert.Equal(PostOutcome.Posted, (await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, default)).Outcome);
        return reel;
    }

    private async Task DeleteAsync(StoredReel reel) =>
        await Reels.DeleteAsync(reel.Id, reel.AuthorId, Some.Now, Some.Now, default);

    private ValueTask<IReadOnlyList<string>> LapsedAsync(DateTimeOffset now, params int[] shards) =>
        Outbox.ListLapsedAuthorsAsync(shards, now, 100_000, default);
}
