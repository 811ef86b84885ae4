using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class LoadedTimelineTests
{
    private const int ByRows = 1;
    private const int Celebrity = 2;
    private const int Pending = 3;

    private readonly LoadedTimeline _timeline;

    public LoadedTimelineTests()
    {
        var followees = new Followees(
            [new(Person(ByRows), 10, null), new(Person(Celebrity), 0, null),
                new(Person(Pending), 0, BackfillUpTo: 15)]);
        followees.MarkCelebrity(followees.Find(Person(Celebrity)));
        _timeline = new(Person(0), followees, new(capacity: 4), new());
    }

    [Fact]
    public void Announced_reels_are_in_the_rows_if_visible()
    {
        Announce(ByRows, At(9));
        Announce(ByRows, At(10));
        Announce(ByRows, At(11));

        Assert.Equal([At(11), At(10)], Rows());
    }

    [Fact]
    public void Announcements_of_unfollowed_authors_are_ignored()
    {
        Announce(7, At(50));

        Assert.Empty(Rows());
    }

    [Fact]
    public void An_author_announced_as_a_celebrity_has_no_rows()
    {
        Announce(ByRows, At(20));
        Announce(Celebrity, At(30));
        Assert.Equal([At(20)], Rows());
        Assert.Equal([Person(0), Person(Celebrity), Person(Pending)], PulledIds());

        _timeline.Inbox.Put(new(AnnouncementKind.Celebrity, Person(ByRows), 0, Guid.Empty));
        Assert.Empty(Rows());
        Assert.Equal([Person(0), Person(ByRows), Person(Celebrity), Person(Pending)], PulledIds());
    }

    [Fact]
    public void The_reader_is_pulled_from_the_beginning() =>
        Assert.Equal(new(Person(0), long.MinValue, long.MaxValue), _timeline.PulledAuthors().First());

    [Fact]
    public void An_announcement_of_a_pending_followee_is_left_to_a_reload()
    {
        Announce(Pending, At(20));
        Announce(ByRows, At(21));

        Assert.Equal([At(21)], Rows());
        Assert.False(_timeline.IsSettled);
    }

    [Fact]
    public void Without_a_pending_followee_a_timeline_is_settled() =>
        Assert.True(
            new LoadedTimeline(Person(0), new([new(Person(ByRows), 10, null)]), new(capacity: 4), new()).IsSettled);

    [Fact]
    public void A_full_inbox_forces_a_reload()
    {
        for (var i = 0; i < Inbox.Limit; i++)
            Announce(ByRows, At(i));
        Assert.True(_timeline.TryCatchUp());
        for (var i = 0; i <= Inbox.Limit; i++)
            Announce(ByRows, At(i));

        Assert.False(_timeline.TryCatchUp());
    }

    [Fact]
    public void Rows_in_memory_are_read_in_chunks_to_the_end_of_the_window()
    {
        for (var i = 0; i < 6; i++)
            Announce(ByRows, At(20 + i));
        Assert.Equal([At(25), At(24), At(23), At(22)], Rows());
        Assert.Equal([At(25), At(24)], _timeline.ReadRows(null, 2)!.Value.Items);
        Assert.Equal(At(24), _timeline.ReadRows(null, 2)!.Value.Next);
        Assert.Equal(At(22), _timeline.ReadRows(At(24), 2)!.Value.Next);

        Assert.Null(_timeline.ReadRows(At(22), 2));
        Assert.Null(_timeline.ReadRows(At(5), 2));
    }

    private void Announce(int author, Position reel) =>
        _timeline.Inbox.Put(new(AnnouncementKind.Posted, Person(author), reel.Millisecond(), reel.Id));

    private IEnumerable<Guid> PulledIds() => _timeline.PulledAuthors().Select(pulled => pulled.Author).Order();

    private IReadOnlyList<Position> Rows()
    {
        Assert.True(_timeline.TryCatchUp());
        return _timeline.ReadRows(null, 100)!.Value.Items;
    }
}
