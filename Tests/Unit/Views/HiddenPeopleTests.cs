using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Views;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Unit.Views;

public sealed class HiddenPeopleTests : IDisposable
{
    private readonly StoresUnderTest _stores = new();
    private readonly ServiceProvider _services;

    public HiddenPeopleTests() =>
        _services = _stores.AddTo(new ServiceCollection()).AddViews().AddSingleton(Options.Create(new CacheOptions()))
            .BuildServiceProvider();

    private PeopleViews People => _services.GetRequiredService<PeopleViews>();

    public void Dispose()
    {
        _services.Dispose();
        _stores.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    public async Task Everyone_with_a_block_is_hidden_however_many_they_are(int blocks)
    {
        var (viewer, stranger) = await _stores.TwoPeopleAsync();
        var others = Enumerable.Range(0, blocks).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        foreach (var (i, other) in others.Index())
            await BlockAsync(i % 2 == 0 ? (viewer, other) : (other, viewer));

        foreach (var other in others)
            Assert.False(await People.MaySeeAsync(viewer, other, default));
        Assert.True(await People.MaySeeAsync(viewer, stranger, default));
    }

    [Fact]
    public async Task People_without_blocks_cost_one_call_for_all_whom_they_see()
    {
        var (viewer, other) = await _stores.TwoPeopleAsync();
        foreach (var one in new[] { other, viewer, Guid.NewGuid().ToString("N") })
            Assert.True(await People.MaySeeAsync(viewer, one, default));

        Assert.Equal(["IBlockStore.AllHiddenAsync"], _stores.Probe.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task A_block_and_its_end_are_seen_by_both_when_they_are_announced(int others)
    {
        var (one, other) = await _stores.TwoPeopleAsync();
        for (var i = 0; i < others; i++)
            await BlockAsync((one, Guid.NewGuid().ToString("N")));
        Assert.Equal((true, true), await SeeAsync());

        await BlockAsync((other, one));
        People.InvalidateBlock(one, other);
        Assert.Equal((false, false), await SeeAsync());

        await BlockAsync((other, one), on: false);
        People.InvalidateBlock(other, one);
        Assert.Equal((true, true), await SeeAsync());

        async Task<(bool, bool)> SeeAsync() =>
            (await People.MaySeeAsync(one, other, default), await People.MaySeeAsync(other, one, default));
    }

    private async Task BlockAsync((string Blocker, string Blocked) pair, bool on = true) =>
        await _stores.Blocks.SetAsync(
            new(pair.Blocker, pair.Blocked, on, _stores.Time.Now(), on ? 1 : 2, BlockPending.None),
            _stores.Time.Now(), default);
}
