using Reels.Grains.Interfaces;
using Reels.Grains.Timelines;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class HotWindowTests
{
    [Fact]
    public void Rows_inserted_in_any_order_are_sorted()
    {
        var window = Window(10, At(3), At(1), At(2, 7), At(2, 5), At(9));

        Assert.Equal([At(9), At(3), At(2, 7), At(2, 5), At(1)], NewestFirst(window));
    }

    [Fact]
    public void A_repeated_row_changes_nothing()
    {
        var window = Window(2, At(1), At(2), At(2), At(1));

        Assert.Equal([At(2), At(1)], NewestFirst(window));
        Assert.Null(window.End);
    }

    [Fact]
    public void A_full_window_drops_the_oldest_row_and_moves_its_end()
    {
        var window = Window(3, At(1), At(2), At(3), At(4));

        Assert.Equal([At(4), At(3), At(2)], NewestFirst(window));
        Assert.Equal(At(2), window.End);
    }

    [Fact]
    public void A_late_row_older_than_a_full_window_is_left_to_the_store()
    {
        var window = Window(3, At(2), At(3), At(4), At(1));

        Assert.Equal([At(4), At(3), At(2)], NewestFirst(window));
        Assert.Equal(At(2), window.End);
    }

    [Fact]
    public void A_late_row_may_become_the_oldest()
    {
        var window = Window(3, At(1), At(5), At(9), At(3));

        Assert.Equal([At(9), At(5), At(3)], NewestFirst(window));
        Assert.Equal(At(3), window.End);
    }

    [Fact]
    public void A_row_below_the_end_of_the_load_is_left_to_the_store()
    {
        var window = Window(10, At(8), At(9));
        window.EndAt(At(5));
        Insert(window, At(4));
        Insert(window, At(6));

        Assert.Equal([At(9), At(8), At(6)], NewestFirst(window));
        Assert.Equal(At(5), window.End);
    }

    [Fact]
    public void A_window_of_one_holds_the_newest()
    {
        var window = Window(1, At(1), At(3), At(2));

        Assert.Equal([At(3)], NewestFirst(window));
        Assert.Equal(At(3), window.End);
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(5, 1)]
    [InlineData(4, 1)]
    [InlineData(1, -1)]
    [InlineData(0, -1)]
    public void The_newest_before_a_place_is_strictly_before_it(int place, int index)
    {
        var window = Window(10, At(1), At(3), At(5));

        Assert.Equal(index, window.NewestBefore(At(place)));
        Assert.Equal(2, window.NewestBefore(null));
    }

    [Fact]
    public void A_window_equals_a_sorted_set_for_any_rows()
    {
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var capacity = random.Next(1, 12);
            var window = new HotWindow(capacity);
            var all = new SortedSet<Position>();
            for (var i = 0; i < 40; i++)
            {
                var place = At(random.Next(20), random.Next(3));
                Insert(window, place);
                all.Add(place);
                var kept = NewestFirst(window);
                Assert.Equal(all.Reverse().Take(kept.Count), kept);
                Assert.True(kept.Count == Math.Min(all.Count, capacity));
                Assert.Equal(all.Count > capacity ? kept[^1] : null, window.End);
            }
        }
    }

    private static HotWindow Window(int capacity, params Position[] places)
    {
        var window = new HotWindow(capacity);
        foreach (var place in places)
            Insert(window, place);
        return window;
    }

    private static void Insert(HotWindow window, Position place) =>
        window.Insert(place.Millisecond(), place.Id, author: 7);

    private static List<Position> NewestFirst(HotWindow window)
    {
        Assert.All(Enumerable.Range(0, window.Count), index => Assert.Equal(7, window.AuthorAt(index)));
        return [.. Enumerable.Range(0, window.Count).Select(window.At).Reverse()];
    }
}
