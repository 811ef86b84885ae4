using Reels.Grains.Announcements;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class InboxTests
{
    private readonly Inbox _inbox = new();

    [Fact]
    public void Items_come_out_once_and_in_order()
    {
        Put(3);
        Assert.True(_inbox.TryDrain(out var items));
        Assert.Equal([0, 1, 2], items.Select(item => item.CreatedAt));

        Assert.True(_inbox.TryDrain(out items));
        Assert.Empty(items);
    }

    [Fact]
    public void Sixty_four_items_may_wait()
    {
        Put(64);

        Assert.True(_inbox.TryDrain(out var items));
        Assert.Equal(64, items.Count);
    }

    [Fact]
    public void More_than_64_items_force_a_reload_even_on_a_second_drain()
    {
        Put(65);
        Assert.False(_inbox.TryDrain(out _));
        Put(1);

        Assert.False(_inbox.TryDrain(out var items));
        Assert.Empty(items);
    }

    [Fact]
    public void A_closed_inbox_is_empty()
    {
        Put(1);
        _inbox.Close();
        Put(1);

        Assert.True(_inbox.TryDrain(out var items));
        Assert.Empty(items);
    }

    private void Put(int count)
    {
        for (var i = 0; i < count; i++)
            _inbox.Put(new(AnnouncementKind.Posted, Person(1), i, ReelId(i)));
    }
}
