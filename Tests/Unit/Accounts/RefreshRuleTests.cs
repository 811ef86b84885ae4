using Reels.Grains.Accounts;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Unit.Accounts;

public sealed class RefreshRuleTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // Token 4 is the latest and was issued for 2. Token 3 was issued for 2 before, and was never used. Token 1 was used
    // half a minute before 2.
    private static readonly Session Stored = new("sid", "user", Seq: 4, ParentSeq: 2, IssuedAt: Noon,
        ExpiresAt: Noon + Lifetime)
    {
        Uses = [new(1, Noon.AddSeconds(-90)), new(2, Noon.AddSeconds(-61))],
    };

    [Fact]
    public void The_latest_token_gets_a_successor() =>
        Assert.Equal(
            (RefreshStep.Issue,
                Stored with
                {
                    Seq = 5,
                    ParentSeq = 4,
                    IssuedAt = Noon.AddDays(1),
                    ExpiresAt = Noon.AddDays(31),
                    Uses = [new(4, Noon.AddDays(1))],
                }),
            RefreshRule.Decide(Stored, 4, Noon.AddDays(1), Lifetime));

    [Fact]
    public void A_retry_within_60_seconds_gets_the_same_successor() =>
        Assert.Equal((RefreshStep.Repeat, Stored), RefreshRule.Decide(Stored, 2, Noon.AddSeconds(60), Lifetime));

    [Fact]
    public void A_later_retry_replaces_a_successor_that_was_never_used()
    {
        var (step, next) = RefreshRule.Decide(Stored, 2, Noon.AddSeconds(60.001), Lifetime);
        Assert.Equal((RefreshStep.Issue, 5, 2), (step, next.Seq, next.ParentSeq));
        Assert.Equal([new(2, Noon.AddSeconds(-61))], next.Uses);
    }

    [Theory]
    [InlineData(1, 0, nameof(RefreshStep.Repeat))]
    [InlineData(1, 57.999, nameof(RefreshStep.Repeat))]
    [InlineData(1, 58, nameof(RefreshStep.Repeat))]
    [InlineData(1, 58.001, nameof(RefreshStep.End))]
    [InlineData(2, 59, nameof(RefreshStep.Repeat))]
    [InlineData(2, 59.001, nameof(RefreshStep.End))]
    [InlineData(3, 60, nameof(RefreshStep.Repeat))]
    [InlineData(3, 60.001, nameof(RefreshStep.Issue))]
    [InlineData(4, 0, nameof(RefreshStep.Issue))]
    [InlineData(4, 100, nameof(RefreshStep.Issue))]
    public void Any_token_gets_the_newest_for_60_seconds(long seq, double seconds, string step)
    {
        // Tokens 1, 2 and 3 were used one second after another; 4 is the newest.
        var session = new Session("sid", "user", 1, 0, Noon, Noon + Lifetime);
        for (var used = 1; used <= 3; used++)
            session = RefreshRule.Decide(session, used, Noon.AddSeconds(used - 3), Lifetime).Session;

        var (taken, next) = RefreshRule.Decide(session, seq, Noon.AddSeconds(seconds), Lifetime);

        Assert.Equal((step, step == nameof(RefreshStep.Issue) ? 5 : 4), (taken.ToString(), next.Seq));
    }

    [Fact]
    public void Only_the_last_64_uses_of_a_minute_may_be_retried()
    {
        var session = Stored with { Seq = 1, ParentSeq = 0, Uses = [] };
        for (var seq = 1; seq <= 100; seq++)
            session = RefreshRule.Decide(session, seq, Noon.AddMilliseconds(seq), Lifetime).Session;

        Assert.Equal(Enumerable.Range(37, 64), session.Uses.Select(use => (int)use.Seq));
        Assert.All(Enumerable.Range(1, 100),
            seq => Assert.Equal(seq < 37 ? RefreshStep.End : RefreshStep.Repeat,
                RefreshRule.Decide(session, seq, Noon.AddSeconds(1), Lifetime).Step));
    }

    [Fact]
    public void Uses_older_than_a_minute_are_forgotten()
    {
        var session = Stored with { Seq = 1, ParentSeq = 0, Uses = [] };
        for (var seq = 1; seq <= 10; seq++)
            session = RefreshRule.Decide(session, seq, Noon.AddSeconds(50 * seq), Lifetime).Session;

        Assert.Equal([new(9, Noon.AddSeconds(450)), new(10, Noon.AddSeconds(500))], session.Uses);
    }

    [Fact]
    public void A_session_of_an_earlier_version_continues()
    {
        var old = Stored with { Uses = [] };
        Assert.Equal(RefreshStep.Repeat, RefreshRule.Decide(old, 2, Noon.AddSeconds(60), Lifetime).Step);
        Assert.Equal(RefreshStep.Issue, RefreshRule.Decide(old, 2, Noon.AddSeconds(61), Lifetime).Step);
        Assert.Equal(RefreshStep.End, RefreshRule.Decide(old, 1, Noon, Lifetime).Step);

        var next = RefreshRule.Decide(old, 4, Noon.AddSeconds(1), Lifetime).Session;
        Assert.Equal([new(2, Noon), new(4, Noon.AddSeconds(1))], next.Uses);
        Assert.Equal((RefreshStep.Repeat, next), RefreshRule.Decide(next, 2, Noon.AddSeconds(60), Lifetime));
        Assert.Equal(RefreshStep.End, RefreshRule.Decide(next, 2, Noon.AddSeconds(61), Lifetime).Step);
    }

    /// <summary>
    /// All short histories: each step waits for nothing, for most of a minute or for more, and uses any token. The rule
    /// keeps only recent uses, and decides as the contract does with the whole history.
    /// </summary>
    [Fact]
    public void Every_short_history_is_decided_as_the_contract_says()
    {
        var count = Explore(new("sid", "user", 1, 0, Noon, Noon + Lifetime), new RefreshHistory(Noon), Noon, depth: 6);
        Assert.True(count > 10_000, $"{count} histories");
    }

    private static int Explore(Session session, RefreshHistory history, DateTimeOffset before, int depth)
    {
        if (depth == 0)
            return 1;
        var count = 0;
        foreach (var wait in (double[])[0, 35, 60.001])
        {
            var now = before.AddSeconds(wait);
            for (var seq = 1; seq <= session.Seq + 1; seq++)
            {
                var after = history.Copy();
                var expected = after.Use(seq, now);
                var (step, next) = RefreshRule.Decide(session, seq, now, Lifetime);
                if ((expected, after.Newest) != (step, next.Seq))
                    Assert.Fail($"Token {seq} at {now - Noon}: {expected}, not {step}, after {history}");
                count += step is RefreshStep.End or RefreshStep.Refuse ? 1 : Explore(next, after, now, depth - 1);
            }
        }

        return count;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Any_other_token_that_was_issued_ends_the_session(long seq) =>
        Assert.Equal(RefreshStep.End, RefreshRule.Decide(Stored, seq, Noon, Lifetime).Step);

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_token_that_was_never_issued_is_refused_and_ends_nothing(long seq) =>
        Assert.Equal((RefreshStep.Refuse, Stored), RefreshRule.Decide(Stored, seq, Noon, Lifetime));

    [Fact]
    public void The_first_token_has_no_parent_that_could_be_used() =>
        Assert.Equal(RefreshStep.Refuse,
            RefreshRule.Decide(Stored with { Seq = 1, ParentSeq = 0 }, 0, Noon, Lifetime).Step);

    [Fact]
    public void An_ended_session_refuses_every_token() =>
        Assert.All([1, 2, 3, 4, 5],
            seq => Assert.Equal(RefreshStep.Refuse,
                RefreshRule.Decide(Stored with { Ended = true }, seq, Noon, Lifetime).Step));

    [Fact]
    public void An_expired_session_refuses_every_token()
    {
        Assert.Equal(RefreshStep.Issue,
            RefreshRule.Decide(Stored, 4, Stored.ExpiresAt.AddMilliseconds(-1), Lifetime).Step);
        Assert.All([1, 2, 3, 4, 5],
            seq => Assert.Equal(RefreshStep.Refuse, RefreshRule.Decide(Stored, seq, Stored.ExpiresAt, Lifetime).Step));
    }
}
