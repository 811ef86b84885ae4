using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class BlockStoreConformance : StoreConformance
{
    protected abstract IBlockStore Store { get; }

    [Fact]
    public async Task A_block_is_given_as_it_was_set()
    {
        var block = Block() with { Pending = BlockPending.BlockersFollow | BlockPending.BlockedsFollow };

        Assert.Equal(block, await Set(block));

        Assert.Equal(block, await Get(block));
        Assert.Null(await Store.GetAsync(block.Blocked, block.Blocker, default));
    }

    [Fact]
    public async Task A_block_moves_only_to_a_higher_seq()
    {
        var block = Block(seq: 5);
        await Set(block);

        Assert.Equal(block, await Set(block with { On = false, Seq = 4 }));
        Assert.Equal(block, await Set(block with { On = false }));
        var off = block with { On = false, Seq = 6, Since = Some.Now.AddMinutes(1) };
        Assert.Equal(off, await Set(off));
        Assert.Equal(off, await Set(block));
        Assert.Equal(off, await Get(block));
    }

    [Fact]
    public async Task Of_many_states_of_one_block_at_once_the_highest_seq_stands()
    {
        var block = Block();

        await Task.WhenAll(Enumerable.Range(1, 100).Select(seq => Set(block with { Seq = seq, On = seq % 3 != 0 }).AsTask()));

        Assert.Equal(block with { Seq = 100 }, await Get(block));
        Assert.Equal([block with { Seq = 100 }], await Store.ListAsync(block.Blocker, null, 10, default));
    }

    [Fact]
    public async Task Each_is_hidden_from_the_other_while_either_block_is_on()
    {
        var (ada, bob) = (Some.User(), Some.User());
        Assert.Equal((false, false), await Hidden(ada, bob));
        await Task.WhenAll(Set(Block(ada, bob)).AsTask(), Set(Block(bob, ada)).AsTask());
        Assert.Equal((true, true), await Hidden(ada, bob));

        await Set(Block(ada, bob, 2) with { On = false });
        Assert.Equal((true, true), await Hidden(ada, bob));

        await Set(Block(bob, ada, 2) with { On = false });
        Assert.Equal((false, false), await Hidden(ada, bob));

        await Set(Block(ada, bob, 3));
        Assert.Equal((true, true), await Hidden(ada, bob));
    }

    [Fact]
    public async Task Those_who_are_hidden_are_told_from_others()
    {
        var (person, blocked, blocker, ended, stranger) = (Some.User(), Some.User(), Some.User(), Some.User(), Some.User());
        await Set(Block(person, blocked));
        await Set(Block(blocker, person));
        await Set(Block(person, ended) with { On = false });
        await Set(Block(stranger, blocked));

        var hidden = await Store.WhichHiddenAsync(person, [stranger, blocked, ended, blocker, person, blocked], default);

        Assert.Equal(new[] { blocked, blocker }.ToHashSet(), hidden);
        Assert.Empty(await Store.WhichHiddenAsync(person, [], default));
    }

    [Fact]
    public async Task A_person_may_be_blocked_by_any_number_and_blocks_of_one_millisecond_page_in_order_each_once()
    {
        var person = Some.User();
        var blocks = Some.Users(500).Select((user, i) => Block(person, user, i + 1)).ToArray();
        await Paging.All(blocks.Concat(Some.Users(500).Select(user => Block(user, person))), async block => await Set(block));

        var walked = await Paging.Walk<Block, PersonPosition>(7, place => Store.ListAsync(person, place, 7, default), block => new(block.Since, block.Blocked));

        Assert.Equal(blocks.OrderByDescending(block => block.Blocked, StringComparer.Ordinal), walked);
    }

    [Fact]
    public async Task The_list_is_newest_first_and_holds_only_what_is_on_and_ones_own()
    {
        var person = Some.User();
        var blocks = Enumerable.Range(0, 9).Select(i => Block(person) with { Since = Some.Now.AddMilliseconds(i), On = i % 3 != 0 }).ToArray();
        await Paging.All(blocks, async block => await Set(block));
        await Set(Block(blocked: person));

        Assert.Equal(blocks.Where(block => block.On).Reverse(), await Store.ListAsync(person, null, 100, default));
    }

    [Fact]
    public async Task Ids_that_look_like_paths_are_ids()
    {
        var person = Some.OddIds()[0];
        var others = Some.OddIds();
        await Paging.All(others, async user => await Set(Block(person, user)));

        Assert.Equal(others.ToHashSet(), await Store.WhichHiddenAsync(person, others, default));
        Assert.Equal(others.Order(StringComparer.Ordinal), (await Store.ListAsync(person, null, 100, default)).Select(block => block.Blocked).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_person_blocked_and_who_blocked_them_is_erased_step_by_step_and_nothing_else()
    {
        var person = Some.User();
        var others = Some.Users(7);
        await Set(Block(person, others[0]));
        await Set(Block(person, others[1]) with { On = false });
        await Paging.All(others, async user => await Set(Block(user, person)));
        var kept = Block(others[0], others[1]);
        await Set(kept);

        Assert.Equal(9, await Paging.Steps(4, limit => Store.EraseAsync(person, limit, default)));

        Assert.Empty(await Store.WhichHiddenAsync(person, others, default));
        Assert.Null(await Store.GetAsync(person, others[1], default));
        Assert.Equal(kept, await Get(kept));
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_is_not_done()
    {
        var block = Block();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.SetAsync(block, Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.WhichHiddenAsync(block.Blocker, [block.Blocked], Some.Cancelled));

        Assert.Null(await Get(block));
        await Set(block);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.EraseAsync(block.Blocker, 10, Some.Cancelled));
        Assert.Equal(block, await Get(block));
    }

    protected override async Task<SampleWrite[]> Samples()
    {
        var made = Block() with { Pending = BlockPending.BlockersFollow };
        var (settled, erased) = (made with { Blocker = Some.User() }, made with { Blocker = Some.User() });
        await Set(settled);
        await Set(erased);
        async Task<object?[]> See(Block block) =>
        [
            await Get(block), await Store.ListAsync(block.Blocker, null, 10, default), await Hidden(block.Blocker, block.Blocked),
            (await Store.ListLapsedAsync([Shards.Of(block.Blocker)], Some.Now.AddDays(1), 100_000, default)).Any(found => found.Blocker == block.Blocker),
        ];
        return
        [
            new("set", () => Set(made).AsTask(), () => See(made)),
            new("settle", () => Store.SettleAsync(settled.Blocker, settled.Blocked, 1, settled.Pending, default).AsTask(), () => See(settled)),
            new("erase", () => Store.EraseAsync(erased.Blocker, 10, default).AsTask(), () => See(erased)),
        ];
    }

    private static Block Block(string? blocker = null, string? blocked = null, long seq = 1) =>
        new(blocker ?? Some.User(), blocked ?? Some.User(), true, Some.Now, seq, BlockPending.None);

    private ValueTask<Block> Set(Block block) => Store.SetAsync(block, Some.Now, default);

    private ValueTask<Block?> Get(Block block) => Store.GetAsync(block.Blocker, block.Blocked, default);

    private async Task<(bool FromOne, bool FromOther)> Hidden(string one, string other) =>
        ((await Store.WhichHiddenAsync(one, [other], default)).Contains(other), (await Store.WhichHiddenAsync(other, [one], default)).Contains(one));
}
