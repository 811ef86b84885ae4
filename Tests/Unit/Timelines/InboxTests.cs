using Reels.Grains.Announcements;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class InboxTests
{
    private readonly Inbox _inbox = new();

    [Fact]
    public void What_was_put_comes_out_once_and_in_order()
    {
        Put(3);
        Assert.True(_inbox.TryDrain(out var items));
        Assert.Equal([0, 1, 2], items.Select(item => item.CreatedAt));

        Assert.True(_inbox.TryDrain(out items));
        Assert.Empty(items);
    }

    [Fact]
    public void Sixty_four_may_wait()
    {
        Put(64);

        Assert.True(_inbox.TryDrain(out var items));
        Assert.Equal(64, items.Count);
    }

    [Fact]
    public void With_one_more_everything_is_to_be_loaded_again_however_often_one_asks()
    {
        Put(65);
        Assert.False(_inbox.TryDrain(out _));
        Put(1);

        Assert.False(_inbox.TryDrain(out var items));
        Assert.Empty(items);
    }

    [Fact]
    public void Nothing_waits_in_a_closed_one()
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
