using Reels.Grains.Feeds;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class FolloweesTests
{
    private readonly Followees _followees = new(
        [new(Person(30), 30, null), new(Person(10), 10, null), new(Person(20), 20, BackfillUpTo: 40)]);

    [Fact]
    public void Exactly_the_followees_are_found()
    {
        Assert.All([10, 20, 30],
            number => Assert.Equal(Person(number), _followees.IdAt(_followees.Find(Person(number)))));
        Assert.All([0, 15, 99], number => Assert.True(_followees.Find(Person(number)) < 0));
    }

    [Fact]
    public void A_followee_that_was_read_twice_counts_once() =>
        Assert.Equal(1, new Followees([new(Person(1), 5, null), new(Person(1), 7, null)]).Count);

    [Fact]
    public void A_row_counts_from_the_visible_time_on()
    {
        var index = _followees.Find(Person(10));

        Assert.False(_followees.AcceptsRow(index, 9));
        Assert.True(_followees.AcceptsRow(index, 10));
    }

    [Fact]
    public void A_pending_author_is_pulled_up_to_the_bound_of_its_backfill()
    {
        var index = _followees.Find(Person(20));

        Assert.False(_followees.AcceptsRow(index, 40));
        Assert.True(_followees.AcceptsRow(index, 41));
        Assert.Equal([new PulledAuthor(Person(20), 20, 40)], _followees.Pulled());
    }

    [Fact]
    public void A_celebrity_has_no_rows_pending_or_not()
    {
        foreach (var number in new[] { 10, 20 })
        {
            var index = _followees.Find(Person(number));
            _followees.MarkCelebrity(index);
            Assert.False(_followees.AcceptsRow(index, 100));
        }

        Assert.Equal([new(Person(10), 10, long.MaxValue), new PulledAuthor(Person(20), 20, long.MaxValue)],
            _followees.Pulled().OrderBy(pulled => pulled.Author));
    }
}
