using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class BlockStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IBlockStore Store => Port<IBlockStore>();

    [Fact]
    public async Task A_block_is_returned_as_it_was_set()
    {
        var block = Block() with { Pending = BlockPending.BlockersFollow | BlockPending.BlockedsFollow };

        Assert.Equal(block, await SetAsync(block));

        Assert.Equal(block, await GetAsync(block));
        Assert.Null(await Store.GetAsync(block.Blocked, block.Blocker, default));
    }

    [Fact]
    public async Task A_block_moves_only_to_a_higher_seq()
    {
        var block = Block(seq: 5);
        await SetAsync(block);

        Assert.Equal(block, await SetAsync(block with { On = false, Seq = 4 }));
        Assert.Equal(block, await SetAsync(block with { On = false }));
        var off = block with { On = false, Seq = 6, Since = Some.Now.AddMinutes(1) };
        Assert.Equal(off, await SetAsync(off));
        Assert.Equal(off, await SetAsync(block));
        Assert.Equal(off, await GetAsync(block));
    }

    [Fact]
    public async Task The_highest_seq_of_concurrent_block_states_wins()
    {
        var block = Block();

        await Paging.AllAsync(Engine, Enumerable.Range(1, 100),
            async seq => await SetAsync(block with { Seq = seq, On = seq % 3 != 0 }));

        Assert.Equal(block with { Seq = 100 }, await GetAsync(block));
        Assert.Equal([block with { Seq = 100 }], await Store.ListAsync(block.Blocker, null, 10, default));
    }

    [Fact]
    public async Task Each_is_hidden_from_the_other_while_either_block_is_on()
    {
        var (ada, bob) = (Some.User(), Some.User());
        Assert.Equal((false, false), await HiddenAsync(ada, bob));
        await Task.WhenAll(SetAsync(Block(ada, bob)).AsTask(), SetAsync(Block(bob, ada)).AsTask());
        Assert.Equal((true, true), await HiddenAsync(ada, bob));

        await SetAsync(Block(ada, bob, 2) with { On = false });
        Assert.Equal((true, true), await HiddenAsync(ada, bob));

        await SetAsync(Block(bob, ada, 2) with { On = false });
        Assert.Equal((false, false), await HiddenAsync(ada, bob));

        await SetAsync(Block(ada, bob, 3));
        Assert.Equal((true, true), await HiddenAsync(ada, bob));
    }

    [Fact]
    public async Task Only_hidden_people_are_returned_as_hidden()
    {
        var (person, blocked, blocker, ended, stranger) = (Some.User(), Some.User(), Some.User(), Some.User(),
            Some.User());
        await SetAsync(Block(person, blocked));
        await SetAsync(Block(blocker, person));
        await SetAsync(Block(person, ended) with { On = false });
        await SetAsync(Block(stranger, blocked));

        var hidden = await Store.WhichHiddenAsync(person, [stranger, blocked, ended, blocker, person, blocked],
            default);

        Assert.Equal(new[] { blocked, blocker }.ToHashSet(), hidden);
        Assert.Empty(await Store.WhichHiddenAsync(person, [], default));
    }

    [Fact]
    public async Task Everyone_who_is_hidden_is_listed_up_to_a_limit_of_blocks()
    {
        var (person, blocked, blocker, both, ended) = (Some.User(), Some.User(), Some.User(), Some.User(), Some.User());
        Block[] blocks =
        [
            Block(person, blocked), Block(blocker, person), Block(person, both), Block(both, person),
            Block(person, ended) with { On = false }, Block(ended, person) with { On = false }, Block(both, ended),
        ];
        await Paging.AllAsync(Engine, blocks, async block => await SetAsync(block));

        Assert.Equal(new[] { blocked, blocker, both }.ToHashSet(), await Store.AllHiddenAsync(person, 4, default));
        Assert.Null(await Store.AllHiddenAsync(person, 3, default));
        Assert.Empty((await Store.AllHiddenAsync(Some.User(), 1, default))!);
    }

    [Fact]
    public async Task Blocks_of_one_millisecond_are_paged_in_order_each_once()
    {
        var person = Some.User();
        var blocks = Some.Users(Engine.LongList).Select((user, i) => Block(person, user, i + 1)).ToArray();
        await Paging.AllAsync(Engine, blocks.Concat(Some.Users(Engine.LongList).Select(user => Block(user, person))),
            async block => await SetAsync(block));

        var walked = await Paging.WalkAsync<Block, PersonPosition>(7,
            place => Store.ListAsync(person, place, 7, default), block => new(block.Since, block.Blocked));

        Assert.Equal(blocks.OrderByDescending(block => block.Blocked, StringComparer.Ordinal), walked);
    }

    [Fact]
    public async Task The_list_has_only_the_users_active_blocks_newest_first()
    {
        var person = Some.User();
        var blocks = Enumerable.Range(0, 9)
            .Select(i => Block(person) with { Since = Some.Now.AddMilliseconds(i), On = i % 3 != 0 }).ToArray();
        await Paging.AllAsync(Engine, blocks, async block => await SetAsync(block));
        await SetAsync(Block(blocked: person));

        Assert.Equal(blocks.Where(block => block.On).Reverse(), await Store.ListAsync(person, null, 100, default));
    }

    [Fact]
    public async Task Ids_that_look_like_paths_are_ids()
    {
        var person = Some.OddIds()[0];
        var others = Some.OddIds();
        await Paging.AllAsync(Engine, others, async user => await SetAsync(Block(person, user)));

        Assert.Equal(others.ToHashSet(), await Store.WhichHiddenAsync(person, others, default));
        Assert.Equal(others.Order(StringComparer.Ordinal),
            (await Store.ListAsync(person, null, 100, default)).Select(block => block.Blocked)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Erasing_removes_only_the_users_blocks_in_both_directions()
    {
        var person = Some.User();
        var others = Some.Users(7);
        await SetAsync(Block(person, others[0]));
        await SetAsync(Block(person, others[1]) with { On = false });
        await Paging.AllAsync(Engine, others, async user => await SetAsync(Block(user, person)));
        var kept = Block(others[0], others[1]);
        await SetAsync(kept);

        Assert.Equal(9, await Paging.StepsAsync(4, limit => Store.EraseAsync(person, limit, default)));

        Assert.Empty(await Store.WhichHiddenAsync(person, others, default));
        Assert.Null(await Store.GetAsync(person, others[1], default));
        Assert.Equal(kept, await GetAsync(kept));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var block = Block();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.SetAsync(block, Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.WhichHiddenAsync(block.Blocker, [block.Blocked], Some.Cancelled));

        Assert.Null(await GetAsync(block));
        await SetAsync(block);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(block.Blocker, 10, Some.Cancelled));
        Assert.Equal(block, await GetAsync(block));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var made = Block() with { Pending = BlockPending.BlockersFollow };
        var (settled, erased) = (made with { Blocker = Some.User() }, made with { Blocker = Some.User() });
        await SetAsync(settled);
        await SetAsync(erased);
        async Task<object?[]> SeeAsync(Block block) =>
        [
            await GetAsync(block), await Store.ListAsync(block.Blocker, null, 10, default),
            await HiddenAsync(block.Blocker, block.Blocked),
            (await Store.ListLapsedAsync([Shards.Of(block.Blocker)], Some.Now.AddDays(1), 100_000, default)).Any(
                found => found.Blocker == block.Blocker),
        ];
        return
        [
            new("set", () => SetAsync(made).AsTask(), () => SeeAsync(made)),
            new("settle",
                () => Store.SettleAsync(settled.Blocker, settled.Blocked, 1, settled.Pending, default).AsTask(),
                () => SeeAsync(settled)),
            new("erase", () => Store.EraseAsync(erased.Blocker, 10, default).AsTask(), () => SeeAsync(erased)),
        ];
    }

    private static Block Block(string? blocker = null, string? blocked = null, long seq = 1) =>
        new(blocker ?? Some.User(), blocked ?? Some.User(), true, Some.Now, seq, BlockPending.None);

    private ValueTask<Block> SetAsync(Block block) => Store.SetAsync(block, Some.Now, default);

    private ValueTask<Block?> GetAsync(Block block) => Store.GetAsync(block.Blocker, block.Blocked, default);

    private async Task<(bool FromOne, bool FromOther)> HiddenAsync(string one, string other) =>
        ((await Store.WhichHiddenAsync(one, [other], default)).Contains(other),
            (await Store.WhichHiddenAsync(other, [one], default)).Contains(one));
}
