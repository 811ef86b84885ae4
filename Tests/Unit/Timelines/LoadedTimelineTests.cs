using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class LoadedTimelineTests
{
    private const int ByRows = 1;
    private const int Merged = 2;
    private const int Pending = 3;

    private readonly LoadedTimeline _timeline;

    public LoadedTimelineTests()
    {
        var followees = new Followees(
            [new(Person(ByRows), 10, null), new(Person(Merged), 0, null), new(Person(Pending), 0, BackfillUpTo: 15)]);
        followees.MarkCelebrity(followees.Find(Person(Merged)));
        _timeline = new(Person(0), followees, new(capacity: 4), new());
    }

    [Fact]
    public void What_was_announced_is_in_the_rows_from_the_floor_on()
    {
        Announce(ByRows, At(9));
        Announce(ByRows, At(10));
        Announce(ByRows, At(11));

        Assert.Equal([At(11), At(10)], Rows());
    }

    [Fact]
    public void What_somebody_else_announced_is_not()
    {
        Announce(7, At(50));

        Assert.Empty(Rows());
    }

    [Fact]
    public void An_author_announced_as_merged_has_no_rows_from_then_on()
    {
        Announce(ByRows, At(20));
        Announce(Merged, At(30));
        Assert.Equal([At(20)], Rows());
        Assert.Equal([Person(0), Person(Merged), Person(Pending)], MergedAuthors());

        _timeline.Inbox.Put(new(AnnouncementKind.Celebrity, Person(ByRows), 0, Guid.Empty));
        Assert.Empty(Rows());
        Assert.Equal([Person(0), Person(ByRows), Person(Merged), Person(Pending)], MergedAuthors());
    }

    [Fact]
    public void The_reader_is_merged_from_the_very_beginning() =>
        Assert.Equal(new(Person(0), long.MinValue, long.MaxValue), _timeline.PulledAuthors().First());

    [Fact]
    public void What_a_pending_followee_announced_is_left_to_the_next_load_since_its_row_may_be_missing()
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
    public void Over_the_limit_of_waiting_announcements_it_has_to_load_again()
    {
        for (var i = 0; i < Inbox.Limit; i++)
            Announce(ByRows, At(i));
        Assert.True(_timeline.TryCatchUp());
        for (var i = 0; i <= Inbox.Limit; i++)
            Announce(ByRows, At(i));

        Assert.False(_timeline.TryCatchUp());
    }

    [Fact]
    public void Rows_in_memory_are_read_in_pieces_down_to_where_the_store_takes_over()
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

    private IEnumerable<Guid> MergedAuthors() => _timeline.PulledAuthors().Select(merged => merged.Author).Order();

    private IReadOnlyList<Position> Rows()
    {
        Assert.True(_timeline.TryCatchUp());
        return _timeline.ReadRows(null, 100)!.Value.Items;
    }
}
