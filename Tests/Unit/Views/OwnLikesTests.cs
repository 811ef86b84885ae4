using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Stores;
using Reels.Grains.Views;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Unit.Views;

public sealed class OwnLikesTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StoresUnderTest _stores = new();
    private readonly CacheClock _clock;
    private readonly AnnouncedValues _announced;
    private readonly ILikeStore _store;
    private string _reader = "";
    private Guid[] _reels = [];
    private OwnLikes? _likes;

    public OwnLikesTests()
    {
        (_clock, _store) = (new(_stores.Time), _stores.Probe.Wrap(_stores.Likes));
        _announced = new(_clock, Options.Create(new CacheOptions()), _stores.Time);
    }

    private OwnLikes Likes => _likes!;

    public async ValueTask InitializeAsync()
    {
        _reader = await _stores.PersonAsync();
        _reels = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _stores.ReelAsync(_reader)));
        _likes = new LikeViews(_store, Options.Create(new CacheOptions()), _clock, _announced).OwnLikesOf(_reader);
    }

    public ValueTask DisposeAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Likes_are_read_once_in_a_minute_for_each_reel()
    {
        _announced.Heard(_announced.Begin(), 0);
        await LikeAsync(_reels[0], true);
        await AssertAsync([true, false], _reels[0], _reels[1]);
        await AssertAsync([false, true, false], _reels[1], _reels[0], _reels[2]);
        await AssertAsync([true, false, false], _reels[..3]);
        Assert.Equal(2, Reads);

        for (var passed = TimeSpan.Zero; passed < new CacheOptions().AnnouncedLife; passed += Second)
        {
            await GetAsync(_reels[..3]);
            Assert.Equal(2, Reads);
            _stores.Time.Advance(Second);
            _announced.Heard(_announced.Begin(), 0);
        }

        _stores.Time.Advance(Second);
        _announced.Heard(_announced.Begin(), 0);
        await GetAsync(_reels[..3]);
        Assert.Equal(3, Reads);
    }

    [Fact]
    public async Task A_silo_that_may_be_cut_off_reads_likes_again_after_a_life()
    {
        _announced.Heard(_announced.Begin(), 0);
        await GetAsync(_reels[..3]);
        _stores.Time.Advance(new CacheOptions().Life + Second);

        await GetAsync(_reels[..3]);

        Assert.Equal(2, Reads);
    }

    [Fact]
    public async Task A_recorded_like_is_read_again_and_no_other()
    {
        await GetAsync(_reels[..20]);
        await LikeAsync(_reels[7], true);
        Likes.Forget(_reels[7]);

        Assert.True((await GetAsync(_reels[..20]))[7]);
        await LikeAsync(_reels[7], false);
        Likes.Forget(_reels[7]);
        Assert.False((await GetAsync(_reels[..20]))[7]);
    }

    [Fact]
    public async Task A_read_that_a_recorded_like_overtakes_is_not_remembered()
    {
        var gate = new Gate();
        _stores.Probe.After = _ => gate.PassAsync();
        var reading = GetAsync(_reels[0]);
        await Until.TrueAsync(() => gate.Reached);
        _stores.Probe.After = null;
        await LikeAsync(_reels[0], true);
        Likes.Forget(_reels[0]);
        gate.Open();
        await reading;

        await AssertAsync([true], _reels[0]);
    }

    [Fact]
    public async Task No_more_than_two_pages_are_remembered()
    {
        await GetAsync(_reels);
        var reads = Reads;
        await GetAsync(_reels[10..]);
        Assert.Equal(reads, Reads);
        await GetAsync(_reels[9]);
        Assert.Equal(reads + 1, Reads);
    }

    [Fact]
    public async Task Values_older_than_asked_for_are_read_again()
    {
        await GetAsync(_reels[0]);
        await LikeAsync(_reels[0], true);

        Assert.True((await Likes.GetAsync([_reels[0]], _clock.FreshAsOfNow(), default))[0]);
    }

    private int Reads => _stores.Probe.Calls.Count(call => call == "ILikeStore.WhichLikedAsync");

    private async Task AssertAsync(bool[] expected, params Guid[] ids) => Assert.Equal(expected, await GetAsync(ids));

    private Task<bool[]> GetAsync(params Guid[] ids) => Likes.GetAsync(ids, 0, default).AsTask();

    private async Task LikeAsync(Guid reel, bool liked) =>
        await _stores.Likes.ApplyAsync(reel, [new(_reader, liked, _stores.Time.GetUtcNow())], default);
}
