using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;
using Reels.Grains.Views;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Unit.Views;

public sealed class ReelViewsTests : IAsyncLifetime
{
    private static readonly string[] EachOnce =
    [
        "IBlockStore.AllHiddenAsync", "ICommentStore.SummariesAsync", "IFollowStore.WhichFollowedAsync",
        "ILikeStore.CountsAsync", "ILikeStore.WhichLikedAsync", "IProfileStore.GetManyAsync",
        "IReelStore.GetManyAsync",
    ];

    private readonly StoresUnderTest _stores = new();
    private ServiceProvider? _services;
    private string _ann = "";
    private string _bob = "";

    private ReelViews Reels => _services!.GetRequiredService<ReelViews>();

    private CacheClock Clock => _services!.GetRequiredService<CacheClock>();

    public async ValueTask InitializeAsync()
    {
        _services = _stores.AddTo(new ServiceCollection()).AddViews().AddSingleton(Options.Create(new CacheOptions()))
            .BuildServiceProvider();
        (_ann, _bob) = (await _stores.PersonAsync(), await _stores.PersonAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        _stores.Dispose();
    }

    [Fact]
    public async Task A_page_costs_one_call_per_store_and_none_while_it_is_cached()
    {
        var ids = await ReelsAsync(_ann, 20);
        await CommentAsync(ids[3], _bob, "nice");
        Assert.Equal(ids, (await ReadAsync(_bob, ids)).Select(reel => reel.Id));
        Assert.Equal(EachOnce, _stores.Probe.Calls.Order());
        _stores.Probe.ForgetCalls();

        Assert.True(Reels.ReadAsync(_bob, ids, 0, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.Empty(_stores.Probe.Calls);
    }

    [Fact]
    public async Task A_like_or_comment_reads_its_own_reels_likes_and_comments_again()
    {
        var ids = await ReelsAsync(_ann, 20);
        await CommentAsync(ids[4], _bob, "first");
        await ReadAsync(_bob, ids);
        await LikeAsync(ids[3], _bob);
        await CommentAsync(ids[3], _bob, "nice");
        _stores.Probe.ForgetCalls();

        Reels.Invalidate(_bob, ids[3]);
        var page = await ReadAsync(_bob, ids);

        Assert.Equal(["ICommentStore.SummariesAsync", "ILikeStore.CountsAsync", "ILikeStore.WhichLikedAsync"],
            _stores.Probe.Calls.Order());
        Assert.Equal((1, true, 1), (page[3].Likes, page[3].LikedByMe, page[3].Comments));
    }

    [Fact]
    public async Task Reels_people_and_blocks_stay_cached_while_changes_are_announced()
    {
        var ids = await ReelsAsync(_ann, 20);
        var announced = _services!.GetRequiredService<AnnouncedValues>();
        announced.Heard(announced.Begin(), 0);
        await ReadAsync(_bob, ids);
        _stores.Probe.ForgetCalls();
        _stores.Time.Advance(TimeSpan.FromSeconds(3));

        await ReadAsync(_bob, ids);

        Assert.Equal(
            [
                "ICommentStore.SummariesAsync", "IFollowStore.WhichFollowedAsync", "ILikeStore.CountsAsync",
                "ILikeStore.WhichLikedAsync",
            ],
            _stores.Probe.Calls.Order());
    }

    [Fact]
    public async Task A_reel_shows_author_counts_comments_and_the_viewers_state()
    {
        var id = await _stores.ReelAsync(_ann, "caption");
        await LikeAsync(id, _bob);
        foreach (var text in new[] { "one", "two", "three" })
            await CommentAsync(id, _bob, text);
        await _stores.Follows.SetAsync(
            new(_bob, _ann, true, _stores.Time.Now(), _stores.Time.Now(), _stores.Time.Now(), 1, EdgePending.None),
            _stores.Time.Now(), CancellationToken.None);

        var seen = Assert.Single(await ReadAsync(_bob, [id]));
        Assert.Equal((_ann, true, "caption", 1, true, 3),
            (seen.Author.Summary.Id, seen.Author.FollowedByMe, seen.Caption, seen.Likes, seen.LikedByMe,
                seen.Comments));
        Assert.Equal(["three", "two"], seen.LatestComments.Select(comment => comment.Text));
        Assert.All(seen.LatestComments, comment => Assert.Equal(_bob, comment.Author.Id));
        Assert.Empty(seen.Degraded);

        var own = Assert.Single(await ReadAsync(_ann, [id]));
        Assert.Equal((false, false), (own.Author.FollowedByMe, own.LikedByMe));
        var anonymous = Assert.Single(await ReadAsync(null, [id]));
        Assert.Equal((null, null), (anonymous.Author.FollowedByMe, anonymous.LikedByMe));
    }

    [Fact]
    public async Task Missing_reels_are_left_out_and_the_others_keep_their_order()
    {
        var ids = await ReelsAsync(_ann, 3);
        await _stores.DeleteAsync(ids[1], _ann);
        var orphan = await _stores.ReelAsync("nobody");

        var read = await ReadAsync(null, [ids[2], Guid.NewGuid(), ids[1], orphan, ids[0]]);
        Assert.Equal([ids[2], ids[0]], read.Select(reel => reel.Id));
    }

    [Fact]
    public async Task A_block_hides_both_people_from_each_other_only()
    {
        var (anns, bobs) = (await _stores.ReelAsync(_ann), await _stores.ReelAsync(_bob));
        var cids = await _stores.ReelAsync(await _stores.PersonAsync());
        await CommentAsync(cids, _bob, "hello");
        Guid[] ids = [anns, bobs, cids];
        Assert.Equal(ids, (await ReadAsync(_ann, ids)).Select(reel => reel.Id));
        await _stores.Blocks.SetAsync(new(_bob, _ann, true, _stores.Time.Now(), 1, BlockPending.None),
            _stores.Time.Now(), CancellationToken.None);
        Assert.Equal(ids, (await ReadAsync(_ann, ids)).Select(reel => reel.Id));
        _services!.GetRequiredService<PeopleViews>().InvalidateBlock(_bob, _ann);

        var seen = await ReadAsync(_ann, ids);
        Assert.Equal([anns, cids], seen.Select(reel => reel.Id));
        Assert.Equal((1, 0), (seen[1].Comments, seen[1].LatestComments.Length));
        Assert.Equal([bobs, cids], (await ReadAsync(_bob, ids)).Select(reel => reel.Id));
        Assert.Equal(ids, (await ReadAsync(null, ids)).Select(reel => reel.Id));
    }

    [Fact]
    public async Task A_viewers_own_writes_are_in_the_next_read()
    {
        var id = await _stores.ReelAsync(_ann);
        await ReadAsync(_bob, [id]);
        await LikeAsync(id, _bob);
        await CommentAsync(id, _bob, "now");
        Assert.Equal(0, (await ReadAsync(_bob, [id]))[0].Likes);

        var seen = (await ReadAsync(_bob, [id], Clock.FreshAsOfNow()))[0];
        Assert.Equal((1, true, 1), (seen.Likes, seen.LikedByMe, seen.Comments));
    }

    [Theory]
    [InlineData("ILikeStore", "likes")]
    [InlineData("ICommentStore", "comments")]
    public async Task Unavailable_parts_are_null_and_named(string store, string part)
    {
        var id = await _stores.ReelAsync(_ann);
        _stores.Probe.Before = (name, _) => name.StartsWith(store, StringComparison.Ordinal)
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
            : Task.CompletedTask;

        var seen = (await ReadAsync(_bob, [id]))[0];
        Assert.Equal([part], seen.Degraded);
        Assert.Equal(part == "likes" ? null : 0, seen.Likes);
        Assert.Equal(part == "likes" ? null : false, seen.LikedByMe);
        Assert.Equal(part == "comments" ? null : 0, seen.Comments);
    }

    [Fact]
    public async Task A_deleted_reel_is_not_served_by_a_load_that_began_before()
    {
        var id = await _stores.ReelAsync(_ann);
        var gate = new Gate();
        _stores.Probe.After = name => name == "IReelStore.GetManyAsync" ? gate.PassAsync() : Task.CompletedTask;
        var page = ReadAsync(null, [id]);
        var found = Reels.FindAsync(id, CancellationToken.None).AsTask();
        await Until.TrueAsync(() => gate.Reached);
        await _stores.DeleteAsync(id, _ann);
        Reels.MarkDeleted(id);
        gate.Open();

        Assert.Empty(await page);
        Assert.Null(await found);
        Assert.Null(await Reels.FindAsync(id, CancellationToken.None));
    }

    /// <summary>The reels that exist and that the viewer may see.</summary>
    private async Task<ReelView[]> ReadAsync(string? viewer, Guid[] ids, long freshAsOf = 0) =>
        [.. (await Reels.ReadAsync(viewer, ids, freshAsOf, CancellationToken.None)).Values.OfType<ReelView>()];

    private async Task<Guid[]> ReelsAsync(string author, int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
            ids[i] = await _stores.ReelAsync(author);
        return ids;
    }

    private async Task LikeAsync(Guid id, string user) =>
        await _stores.Likes.ApplyAsync(id, [new(user, true, _stores.Time.Now())], CancellationToken.None);

    private async Task CommentAsync(Guid id, string user, string text)
    {
        _stores.Time.Advance(TimeSpan.FromMilliseconds(1));
        await _stores.Comments.AddAsync(new(Guid.NewGuid(), id, user, text, _stores.Time.Now(), null, null),
            CancellationToken.None);
    }
}
