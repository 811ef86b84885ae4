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
    public void A_reel_that_is_announced_and_loaded_is_listed_once()
    {
        var reels = new AuthorReels();
        reels.Add(At(2));
        reels.Loaded([At(2), At(1)]);
        reels.Add(At(1));
        reels.Add(At(2));

        Assert.Equal([At(2), At(1)], reels.Current!.Newest);
    }

    [Fact]
    public void A_load_begun_before_an_announcement_does_not_undo_it()
    {
        var reels = new AuthorReels();
        reels.Loaded([At(1)]);
        reels.Add(At(2));
        reels.Loaded([At(1)]);

        Assert.Equal([At(2), At(1)], reels.Current!.Newest);
    }

    [Fact]
    public void A_list_keeps_the_newest_200_and_is_then_incomplete()
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
    public void A_full_load_is_incomplete()
    {
        var reels = new AuthorReels(capacity: 2);

        Assert.False(reels.Loaded([At(2), At(1)]).Complete);
        Assert.True(new AuthorReels(capacity: 3).Loaded([At(2), At(1)]).Complete);
    }

    [Fact]
    public void A_full_load_without_new_reels_makes_a_list_incomplete()
    {
        var reels = new AuthorReels(capacity: 2);
        reels.Loaded([]);
        reels.Add(At(8));
        reels.Add(At(9));
        Assert.True(reels.Current!.Complete);

        Assert.False(reels.Loaded([At(9), At(8)]).Complete);
    }

    [Fact]
    public void Consecutive_chunks_give_every_visible_reel()
    {
        var reels = new AuthorReels();
        reels.Loaded([.. Enumerable.Range(0, 20).Select(n => At(n / 2, n)).OrderDescending()]);
        var expected = Enumerable.Range(0, 20).Select(n => At(n / 2, n)).Where(place => place.Millisecond() >= 4)
            .OrderDescending();
        foreach (var size in new[] { 1, 2, 3, 12, 50 })
            Assert.Equal(expected, Chunks(reels.Current!, From(4), size));
    }

    [Fact]
    public void A_list_without_visible_reels_is_empty() => Assert.Empty(Chunks(Loaded(At(2), At(1)), From(3), 10));

    [Fact]
    public void An_incomplete_list_gives_null_below_its_end()
    {
        var state = new AuthorReels(capacity: 2).Loaded([At(9), At(8)]);

        Assert.Null(state.Read(At(8), All, 10));
        Assert.Null(state.Read(At(5), All, 10));
        Assert.Equal(At(8), state.Read(null, All, 10)!.Value.Next);
        Assert.Equal(FeedChunk.Empty, Loaded(At(9), At(8)).Read(At(5), All, 10));
    }

    [Fact]
    public void An_upper_bound_includes_its_own_millisecond()
    {
        var state = Loaded(At(5), At(4, 2), At(4, 1), At(3));

        Assert.Equal([At(4, 2), At(4, 1), At(3)], Chunks(state, new(Person(1), 0, UpTo: 4), 2));
        Assert.Equal(At(3), new PulledAuthor(Person(1), 0, UpTo: 4).Before(At(3)));
    }

    private static PulledAuthor All => From(long.MinValue);

    private static PulledAuthor From(long visibleSince) => new(Person(1), visibleSince, long.MaxValue);

    private static AuthorReels.State Loaded(params Position[] places) => new AuthorReels().Loaded(places);

    private static List<Position> Chunks(AuthorReels.State state, PulledAuthor author, int size)
    {
        var all = new List<Position>();
        var before = author.Before(null);
        do
        {
            var chunk = state.Read(before, author, size)!.Value;
            all.AddRange(chunk.Items);
            before = chunk.Next;
        }
        while (before is not null);
        return all;
    }
}
