using Microsoft.Extensions.Time.Testing;
using Reels.Silo.Stores.Projection;
using Xunit;

namespace Reels.Tests.Unit.Stores;

/// <summary>A loop looks soon while there is work, and less often otherwise.</summary>
public sealed class LookPaceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LookPace _pace;

    public LookPaceTests() => _pace = new(time: _time);

    public void Dispose() => _pace.Dispose();

    [Theory]
    [InlineData(false, 250)]
    [InlineData(true, 750)]
    public void A_look_that_has_found_nothing_is_followed_later(bool isDone, int milliseconds)
    {
        _pace.Begin();
        var next = _pace.NextAsync(isDone, default);

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public void Work_of_an_idle_time_is_looked_for_soon()
    {
        _pace.Begin();
        var next = _pace.NextAsync(isDone: true, default);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        _pace.Hurry();

        _time.Advance(LookPace.Busy);
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public void Work_that_comes_again_and_again_delays_no_look()
    {
        _pace.Begin();
        var next = _pace.NextAsync(isDone: true, default);
        for (var i = 0; i < 4; i++)
        {
            _pace.Hurry();
            _time.Advance(LookPace.Busy / 4);
        }

        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public void Work_that_came_during_a_look_is_looked_for_soon()
    {
        _pace.Begin();
        _pace.Hurry();
        var next = _pace.NextAsync(isDone: true, default);

        _time.Advance(LookPace.Busy);

        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task After_the_end_work_may_still_be_recorded()
    {
        _pace.Begin();
        _pace.Dispose();
        _pace.Hurry();

        Assert.False(await _pace.NextAsync(isDone: false, default));
    }
}
