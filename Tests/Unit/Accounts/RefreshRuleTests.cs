using Reels.Grains.Accounts;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Unit.Accounts;

public sealed class RefreshRuleTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // Token 4 is the latest and was issued for 2. Token 3 was issued for 2 before, and was never used.
    private static readonly Session Stored = new("sid", "user", Seq: 4, ParentSeq: 2, IssuedAt: Noon,
        ExpiresAt: Noon + Lifetime);

    [Fact]
    public void The_latest_token_gets_a_successor() =>
        Assert.Equal(
            (RefreshStep.Issue,
                Stored with { Seq = 5, ParentSeq = 4, IssuedAt = Noon.AddDays(1), ExpiresAt = Noon.AddDays(31) }),
            RefreshRule.Decide(Stored, 4, Noon.AddDays(1), Lifetime));

    [Fact]
    public void A_retry_within_60_seconds_gets_the_same_successor() =>
        Assert.Equal((RefreshStep.Repeat, Stored), RefreshRule.Decide(Stored, 2, Noon.AddSeconds(60), Lifetime));

    [Fact]
    public void A_later_retry_replaces_a_successor_that_was_never_used()
    {
        var (step, next) = RefreshRule.Decide(Stored, 2, Noon.AddSeconds(60.001), Lifetime);
        Assert.Equal((RefreshStep.Issue, 5, 2), (step, next.Seq, next.ParentSeq));
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
