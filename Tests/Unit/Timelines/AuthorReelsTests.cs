using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class AuthorReelsTests
{
    [Fact]
    public void An_announcement_during_the_first_load_is_not_lost()
    {
        var reels = new AuthorReels();
        reels.Add(At(3));
        Assert.Null(reels.Current);

        Assert.Equal([At(3), At(2), At(1)], reels.Loaded([At(2), At(1)]).Newest);
    }

    [Fact]
    public void One_announced_and_loaded_is_there_once()
    {
        var reels = new AuthorReels();
        reels.Add(At(2));
        reels.Loaded([At(2), At(1)]);
        reels.Add(At(1));
        reels.Add(At(2));

        Assert.Equal([At(2), At(1)], reels.Current!.Newest);
    }

    [Fact]
    public void A_load_that_began_before_an_announcement_does_not_take_it_back()
    {
        var reels = new AuthorReels();
        reels.Loaded([At(1)]);
        reels.Add(At(2));
        reels.Loaded([At(1)]);

        Assert.Equal([At(2), At(1)], reels.Current!.Newest);
    }

    [Fact]
    public void It_holds_the_newest_two_hundred_and_knows_that_there_are_more()
    {
        var reels = new AuthorReels();
        reels.Loaded([.. Enumerable.Range(1, 199).Select(n => At(n)).OrderDescending()]);
        reels.Add(At(200));
        Assert.True(reels.Current!.Complete);
        reels.Add(At(201));

        Assert.False(reels.Current!.Complete);
        Assert.Equal(Enumerable.Range(2, 200).Select(n => At(n)).OrderDescending(), reels.Current.Newest);
        Assert.Null(reels.Current.Read(At(2), All, 10));
    }

    [Fact]
    public void A_late_announcement_older_than_a_full_list_is_left_to_the_store()
    {
        var reels = new AuthorReels(capacity: 2);
        reels.Loaded([At(9), At(8)]);
        reels.Add(At(1));

        Assert.Equal([At(9), At(8)], reels.Current!.Newest);
        Assert.False(reels.Current.Complete);
    }

    [Fact]
    public void A_full_load_does_not_pass_for_all_there_is()
    {
        var reels = new AuthorReels(capacity: 2);

        Assert.False(reels.Loaded([At(2), At(1)]).Complete);
        Assert.True(new AuthorReels(capacity: 3).Loaded([At(2), At(1)]).Complete);
    }

    [Fact]
    public void A_full_load_that_brings_nothing_new_still_tells_that_there_may_be_more()
    {
        var reels = new AuthorReels(capacity: 2);
        reels.Loaded([]);
        reels.Add(At(8));
        reels.Add(At(9));
        Assert.True(reels.Current!.Complete);

        Assert.False(reels.Loaded([At(9), At(8)]).Complete);
    }

    [Fact]
    public void Pieces_read_one_after_the_other_give_everything_down_to_the_floor()
    {
        var reels = new AuthorReels();
        reels.Loaded([.. Enumerable.Range(0, 20).Select(n => At(n / 2, n)).OrderDescending()]);
        var expected = Enumerable.Range(0, 20).Select(n => At(n / 2, n)).Where(place => place.Millisecond() >= 4)
            .OrderDescending();
        foreach (var size in new[] { 1, 2, 3, 12, 50 })
            Assert.Equal(expected, Pieces(reels.Current!, From(4), size));
    }

    [Fact]
    public void A_floor_above_everything_leaves_nothing() => Assert.Empty(Pieces(Loaded(At(2), At(1)), From(3), 10));

    [Fact]
    public void A_list_that_ends_before_the_place_says_so_instead_of_going_on()
    {
        var state = new AuthorReels(capacity: 2).Loaded([At(9), At(8)]);

        Assert.Null(state.Read(At(8), All, 10));
        Assert.Null(state.Read(At(5), All, 10));
        Assert.Equal(At(8), state.Read(null, All, 10)!.Value.Next);
        Assert.Equal(FeedChunk.Empty, Loaded(At(9), At(8)).Read(At(5), All, 10));
    }

    [Fact]
    public void A_top_leaves_out_what_is_newer_and_keeps_its_own_millisecond()
    {
        var state = Loaded(At(5), At(4, 2), At(4, 1), At(3));

        Assert.Equal([At(4, 2), At(4, 1), At(3)], Pieces(state, new(Person(1), 0, UpTo: 4), 2));
        Assert.Equal(At(3), new PulledAuthor(Person(1), 0, UpTo: 4).Before(At(3)));
    }

    private static PulledAuthor All => From(long.MinValue);

    private static PulledAuthor From(long floor) => new(Person(1), floor, long.MaxValue);

    private static AuthorReels.State Loaded(params Position[] places) => new AuthorReels().Loaded(places);

    private static List<Position> Pieces(AuthorReels.State state, PulledAuthor merging, int size)
    {
        var all = new List<Position>();
        var before = merging.Before(null);
        do
        {
            var piece = state.Read(before, merging, size)!.Value;
            all.AddRange(piece.Items);
            before = piece.Next;
        }
        while (before is not null);
        return all;
    }
}
