using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

public class BlockProjectionTests : ProjectionTests
{
    [Fact]
    public async Task An_erasure_ends_only_when_both_sides_are_empty()
    {
        var (silo, person, others) = (await SiloAsync(), Some.User(), Some.Users(3));
        foreach (var other in others)
        {
            await silo.Blocks.SetAsync(new(other, person, true, Some.Now, 1, BlockPending.None), Some.Now, default);
        }

        Sides.Projection.Fail();
        Assert.Equal(3, await silo.Blocks.EraseAsync(person, 10, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await silo.Blocks.EraseAsync(person, 10, default));
        Sides.Projection.Recover();

        Assert.Equal(3, await Paging.StepsAsync(2, limit => silo.Blocks.EraseAsync(person, limit, default)));
        Assert.Empty(await Sides.ProjectionEngine.Blocks.WhichHiddenAsync(person, others, default));
    }

    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) => BlockRow.NewAsync(sides);
}

public class BlockProjectionHistoryTests : ProjectionHistoryTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) => BlockRow.NewAsync(sides);
}

/// <summary>A block that is on at odd seqs.</summary>
internal sealed class BlockRow(Sides sides) : IProjectedRow
{
    private readonly string _blocker = Some.User();
    private readonly string _blocked = Some.User();

    public static Task<IProjectedRow> NewAsync(Sides sides) => Task.FromResult<IProjectedRow>(new BlockRow(sides));

    public async Task WriteAsync(ProjectedSilo silo, long seq) => await silo.Blocks.SetAsync(
        new(_blocker, _blocked, seq % 2 == 1, Some.Now.AddSeconds(seq), seq, BlockPending.None), Some.Now, default);

    public async Task<object?> ReadAsync(ProjectedSilo silo) =>
        (await silo.Blocks.WhichHiddenAsync(_blocked, [_blocker], default)).Contains(_blocker);

    public object StateAfter(long seq) => seq % 2 == 1;

    public async Task<object?> ReadTruthAsync() =>
        await sides.TruthEngine.Stores.Blocks.GetAsync(_blocker, _blocked, default);

    public async Task<object?> ReadProjectionAsync() =>
        await sides.ProjectionEngine.GetBlockAsync(_blocker, _blocked);
}
