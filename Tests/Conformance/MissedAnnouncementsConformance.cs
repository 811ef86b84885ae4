using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class MissedAnnouncementsConformance(IStoreEngine engine) : PortSuite(engine)
{
    private IMissedAnnouncements Store => Port<IMissedAnnouncements>();

    [Fact]
    public async Task Each_missed_announcement_is_counted_once()
    {
        var before = await Store.CountAsync(default);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.AddAsync(default).AsTask()));

        Assert.Equal(before + 20, await Store.CountAsync(default));
    }

    [Fact]
    public async Task A_count_cancelled_before_it_begins_does_nothing()
    {
        var before = await Store.CountAsync(default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.AddAsync(Some.Cancelled));

        Assert.Equal(before, await Store.CountAsync(default));
    }
}
