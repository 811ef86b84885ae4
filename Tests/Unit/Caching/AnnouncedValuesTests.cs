using Reels.Grains.Caching;
using Xunit;

namespace Reels.Tests.Unit.Caching;

public sealed class AnnouncedValuesTests
{
    private static readonly TimeSpan Interval = AnnouncedValues.IntervalOf(new());
    private static readonly TimeSpan Certain = AnnouncedValues.CertainFor(new());

    private readonly GatedLoads _loads = new(announced: true) { ["a"] = 1 };

    [Fact]
    public async Task A_value_lives_for_a_minute_while_its_silo_hears_of_changes()
    {
        Hear(count: 0, TimeSpan.Zero);
        await _loads.GetAsync("a");

        Hear(count: 0, TimeSpan.FromSeconds(59));
        await _loads.GetAsync("a");
        Assert.Single(_loads.Loads);

        Hear(count: 0, TimeSpan.FromSeconds(2));
        await _loads.GetAsync("a");
        Assert.Equal(2, _loads.Loads.Count);
    }

    [Fact]
    public async Task A_change_that_some_silo_missed_ends_all_values_older_than_a_life()
    {
        Hear(count: 5, TimeSpan.Zero);
        await _loads.GetAsync("a");
        Hear(count: 5, TimeSpan.FromSeconds(3));
        Assert.Equal(1, Assert.Single(await _loads.GetAsync("a")));

        _loads["a"] = 2;
        Hear(count: 6, Interval);

        Assert.Equal(2, Assert.Single(await _loads.GetAsync("a")));
    }

    [Fact]
    public async Task A_load_from_before_a_missed_change_was_counted_lives_one_life()
    {
        Hear(count: 0, TimeSpan.Zero);
        var begunAt = _loads.Announced.Begin();
        await _loads.GetAsync("a");
        _loads["a"] = 2;
        _loads.Announced.Heard(begunAt, 1);

        Hear(count: 1, TimeSpan.FromSeconds(3));

        Assert.Equal(2, Assert.Single(await _loads.GetAsync("a")));
    }

    [Fact]
    public async Task A_silo_that_hears_nothing_serves_no_value_beyond_a_life()
    {
        Hear(count: 0, TimeSpan.Zero);
        await _loads.GetAsync("a");
        Hear(count: 0, TimeSpan.FromSeconds(3));
        _loads["a"] = 2;

        _loads.Time.Advance(Certain);
        Assert.Equal(1, Assert.Single(await _loads.GetAsync("a")));
        _loads.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, Assert.Single(await _loads.GetAsync("a")));
    }

    [Fact]
    public async Task What_was_loaded_while_a_silo_heard_nothing_lives_for_one_life()
    {
        Hear(count: 0, TimeSpan.Zero);
        _loads.Time.Advance(Certain + Interval);
        await _loads.GetAsync("a");
        _loads["a"] = 2;
        _loads.Announced.Heard(_loads.Announced.Begin(), 0);

        Hear(count: 0, TimeSpan.FromSeconds(3));

        Assert.Equal(2, Assert.Single(await _loads.GetAsync("a")));
    }

    [Fact]
    public async Task Before_its_first_look_a_silo_serves_no_value_beyond_a_life()
    {
        await _loads.GetAsync("a");
        _loads["a"] = 2;
        Hear(count: 0, TimeSpan.FromSeconds(3));

        Assert.Equal(2, Assert.Single(await _loads.GetAsync("a")));
    }

    /// <summary>Advance the time, with a look at the count at each interval and at the end.</summary>
    private void Hear(long count, TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= Interval)
        {
            _loads.Time.Advance(left < Interval ? left : Interval);
            _loads.Announced.Heard(_loads.Announced.Begin(), count);
        }

        _loads.Announced.Heard(_loads.Announced.Begin(), count);
    }
}
