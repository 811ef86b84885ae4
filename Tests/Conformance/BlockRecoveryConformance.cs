using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The pending work of blocks, and how recovery finds it.</summary>
public abstract class BlockRecoveryConformance(IStoreEngine engine) : PortSuite(engine)
{
    protected IBlockStore Store => Port<IBlockStore>();

    [Fact]
    public async Task Settling_clears_only_the_settled_flags()
    {
        var block = Block();
        await Store.SetAsync(block, Some.Now, default);

        await SettleAsync(block, BlockPending.BlockersFollow);
        await SettleAsync(block, BlockPending.BlockersFollow);
        Assert.Equal(block with { Pending = BlockPending.BlockedsFollow }, await GetAsync(block));

        await SettleAsync(block, BlockPending.BlockedsFollow);
        Assert.Equal(block with { Pending = BlockPending.None }, await GetAsync(block));
    }

    [Fact]
    public async Task Settling_an_older_seq_or_an_unknown_block_changes_nothing()
    {
        var block = Block();
        await Store.SetAsync(block with { Seq = 2 }, Some.Now, default);

        await SettleAsync(block, BlockPending.BlockersFollow | BlockPending.BlockedsFollow);
        await SettleAsync(Block(), BlockPending.BlockersFollow);

        Assert.Equal(block.Pending, (await GetAsync(block))!.Pending);
    }

    [Fact]
    public async Task A_pending_block_is_listed_by_shard_after_its_lease_ended()
    {
        var block = Block();
        var shard = Shards.Of(block.Blocker);
        await Store.SetAsync(block, Some.Now, default);

        Assert.Contains(block, await LapsedAsync(Some.Now.AddMilliseconds(1), shard));
        Assert.DoesNotContain(block, await LapsedAsync(Some.Now, shard));
        Assert.DoesNotContain(block, await LapsedAsync(Some.Now.AddMilliseconds(1), (shard + 1) % Shards.Count));
        Assert.Contains(block, await LapsedAsync(Some.Now.AddMilliseconds(1), [.. Enumerable.Range(0, Shards.Count)]));

        await SettleAsync(block, block.Pending);
        Assert.DoesNotContain(await LapsedAsync(Some.Now.AddHours(1), shard), found => found.Blocker == block.Blocker);
    }

    [Fact]
    public async Task A_lease_is_extended_only_for_its_own_seq()
    {
        var block = Block() with { Seq = 2 };
        var shard = Shards.Of(block.Blocker);
        await Store.SetAsync(block, Some.Now, default);
        var later = Some.Now.AddMinutes(1);

        await Store.ExtendLeaseAsync(block.Blocker, block.Blocked, 1, later.AddDays(1), default);
        Assert.Contains(block, await LapsedAsync(later, shard));

        await Store.ExtendLeaseAsync(block.Blocker, block.Blocked, 2, later, default);
        Assert.DoesNotContain(block, await LapsedAsync(later, shard));
        Assert.Contains(block, await LapsedAsync(later.AddMilliseconds(1), shard));
    }

    [Fact]
    public async Task A_new_state_waits_again_under_its_own_lease()
    {
        var ended = Block() with { On = false, Pending = BlockPending.None };
        var later = Some.Now.AddMinutes(1);
        await Store.SetAsync(ended, Some.Now, default);
        var block = ended with { On = true, Seq = 2, Pending = BlockPending.BlockedsFollow };
        Assert.Equal(block, await Store.SetAsync(block, later, default));

        Assert.DoesNotContain(block, await LapsedAsync(later, Shards.Of(block.Blocker)));
        Assert.Contains(block, await LapsedAsync(later.AddMilliseconds(1), Shards.Of(block.Blocker)));
    }

    [Fact]
    public async Task Lapsed_work_is_listed_by_shard_then_longest_lapsed_first()
    {
        Block[] blocks = [.. Enumerable.Range(0, 200).Select(_ => Block())];
        foreach (var (i, block) in blocks.Index())
            await Store.SetAsync(block, Some.Now.AddSeconds(-i), default);

        await ShardOrder.AssertKeptAsync([.. blocks.Reverse()], block => block.Blocker,
            shards => LapsedAsync(Some.Now.AddDays(1), shards));
    }

    [Fact]
    public async Task A_list_of_lapsed_work_respects_its_limit()
    {
        var blocker = Some.User();
        await Paging.AllAsync(Engine, Enumerable.Range(1, 30),
            async _ => await Store.SetAsync(Block(blocker), Some.Now, default));

        Assert.Equal(10, (await Store.ListLapsedAsync([Shards.Of(blocker)], Some.Now.AddDays(1), 10, default)).Count);
        Assert.Equal(10, (await Store.ListLapsedAsync(ShardOrder.All, Some.Now.AddDays(1), 10, default)).Count);
        Assert.Empty(await Store.ListLapsedAsync([], Some.Now.AddDays(1), 10, default));
    }

    private static Block Block(string? blocker = null) =>
        new(blocker ?? Some.User(), Some.User(), true, Some.Now, 1,
            BlockPending.BlockersFollow | BlockPending.BlockedsFollow);

    private ValueTask<Block?> GetAsync(Block block) => Store.GetAsync(block.Blocker, block.Blocked, default);

    private ValueTask SettleAsync(Block block, BlockPending done) =>
        Store.SettleAsync(block.Blocker, block.Blocked, block.Seq, done, default);

    private ValueTask<IReadOnlyList<Block>> LapsedAsync(DateTimeOffset now, params int[] shards) =>
        Store.ListLapsedAsync(shards, now, 100_000, default);
}
