using Reels.Grains.Announcements;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class AwakeTimelinesTests
{
    private readonly AwakeTimelines _awake = new();

    [Fact]
    public void An_announcement_reaches_only_the_inboxes_of_its_author()
    {
        var (one, two, three) = (new Inbox(), new Inbox(), new Inbox());
        _awake.Register(Person(1), one);
        _awake.Register(Person(1), two);
        _awake.Register(Person(2), three);

        Assert.Equal(2, _awake.Deliver(Post(1)));
        Assert.Equal(0, _awake.Deliver(Post(9)));
        Assert.Equal((1, 1, 0), (Drain(one).Count, Drain(two).Count, Drain(three).Count));
    }

    [Fact]
    public void A_closed_inbox_gets_nothing_and_is_removed_in_the_end()
    {
        var inboxes = Enumerable.Range(0, 100).Select(_ => new Inbox()).ToList();
        inboxes.ForEach(inbox => _awake.Register(Person(1), inbox));
        foreach (var inbox in inboxes.Skip(1))
            Leave(inbox);
        Assert.InRange(_awake.Deliver(Post(1)), 1, 2);
        Assert.Single(Drain(inboxes[0]));
        Leave(inboxes[0]);

        Assert.Equal(0, _awake.Deliver(Post(1)));
        Assert.All(inboxes, inbox => Assert.Empty(Drain(inbox)));
    }

    [Fact]
    public void Removing_closed_inboxes_keeps_the_open_ones()
    {
        var (first, second, stays) = (new Inbox(), new Inbox(), new Inbox());
        foreach (var inbox in new[] { first, second, stays })
            _awake.Register(Person(1), inbox);
        first.Close();
        second.Close();
        _awake.Unregister(Person(1));
        _awake.Unregister(Person(1));
        _awake.Deliver(Post(1));

        Assert.Single(Drain(stays));
    }

    [Fact]
    public void An_author_without_inboxes_can_get_new_ones()
    {
        for (var round = 0; round < 3; round++)
        {
            var inbox = new Inbox();
            _awake.Register(Person(1), inbox);
            Assert.Equal(1, _awake.Deliver(Post(1)));
            Leave(inbox);
            Assert.Equal(0, _awake.Deliver(Post(1)));
        }
    }

    [Fact]
    public async Task A_steady_inbox_gets_everything_while_others_come_and_go()
    {
        const int Posts = 2_000;
        var steady = new Inbox(Posts);
        _awake.Register(Person(1), steady);
        using var done = new CancellationTokenSource();
        var visitors = Enumerable.Range(0, 3)
            .Select(_ => Task.Factory.StartNew(() => ComeAndGo(done.Token), TaskCreationOptions.LongRunning)).ToList();
        for (var post = 0; post < Posts; post++)
            _awake.Deliver(Post(1, post));
        await done.CancelAsync();
        await Task.WhenAll(visitors);

        Assert.Equal(Enumerable.Range(0, Posts).Select(ReelId), Drain(steady).Select(item => item.ReelId));
        Leave(steady);
        Assert.Equal(0, _awake.Deliver(Post(1)));
    }

    private void ComeAndGo(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            var inbox = new Inbox();
            _awake.Register(Person(1), inbox);
            inbox.TryDrain(out var _);
            Leave(inbox);
        }
    }

    private void Leave(Inbox inbox)
    {
        inbox.Close();
        _awake.Unregister(Person(1));
    }

    private static InboxItem Post(int author, int reel = 0) =>
        new(AnnouncementKind.Posted, Person(author), 0, ReelId(reel));

    private static IReadOnlyList<InboxItem> Drain(Inbox inbox)
    {
        Assert.True(inbox.TryDrain(out var items));
        return items;
    }
}
