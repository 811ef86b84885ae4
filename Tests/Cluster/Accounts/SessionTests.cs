using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Xunit;

namespace Reels.Tests.Cluster.Accounts;

[Collection(nameof(ReelsCluster))]
public sealed class SessionTests(ReelsCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly string _id = $"{Guid.NewGuid():N}";
    private string _ann = "";

    private ISessionGrain Session => cluster.Client.GetGrain<ISessionGrain>(_id);

    private ISessionGrain SessionElsewhere => cluster.ClientElsewhere.GetGrain<ISessionGrain>(_id);

    public async ValueTask InitializeAsync() => _ann = await cluster.Stores.PersonAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_use_issues_a_successor_with_a_full_life()
    {
        var now = cluster.Stores.Time.Now();
        Assert.Equal(new(_ann, 1, now + Lifetime), await Session.Start(_ann, 0, Lifetime));
        Pass(TimeSpan.FromDays(1));
        Assert.Equal(new(_ann, 2, now + TimeSpan.FromDays(31)), await Session.Refresh(1, Lifetime));
        Pass(TimeSpan.FromDays(29));
        Assert.Equal(new(_ann, 3, now + TimeSpan.FromDays(60)), await SessionElsewhere.Refresh(2, Lifetime));
    }

    [Fact]
    public async Task A_retry_gets_the_same_successor_and_both_stay_valid()
    {
        await Session.Start(_ann, 0, Lifetime);
        var successor = await Session.Refresh(1, Lifetime);
        Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(successor, await SessionElsewhere.Refresh(1, Lifetime));
        Assert.Equal(3, (await Session.Refresh(2, Lifetime)).Seq);
    }

    [Fact]
    public async Task A_late_retry_gets_another_successor_and_the_unused_one_dies()
    {
        await Session.Start(_ann, 0, Lifetime);
        await Session.Refresh(1, Lifetime);
        Pass(TimeSpan.FromSeconds(61));
        Assert.Equal(3, (await Session.Refresh(1, Lifetime)).Seq);
        Assert.Null((await Session.Refresh(2, Lifetime)).UserId);
        await AssertEndedAsync(1, 2, 3, 4);
    }

    [Fact]
    public async Task A_token_used_again_after_its_successor_was_ends_the_session()
    {
        await Session.Start(_ann, 0, Lifetime);
        await Session.Refresh(1, Lifetime);
        await Session.Refresh(2, Lifetime);
        Pass(TimeSpan.FromSeconds(60.001));
        Assert.Null((await SessionElsewhere.Refresh(1, Lifetime)).UserId);
        await AssertEndedAsync(1, 2, 3);
    }

    [Fact]
    public async Task A_used_token_gets_the_newest_one_for_60_seconds()
    {
        await Session.Start(_ann, 0, Lifetime);
        for (var seq = 1; seq <= 5; seq++)
            await Session.Refresh(seq, Lifetime);
        Pass(TimeSpan.FromSeconds(60));
        var newest = await Session.Refresh(5, Lifetime);
        Assert.Equal(6, newest.Seq);
        for (var seq = 1; seq <= 5; seq++)
            Assert.Equal(newest, await SessionElsewhere.Refresh(seq, Lifetime));
        Assert.Equal(7, (await Session.Refresh(6, Lifetime)).Seq);
    }

    [Fact]
    public async Task Tabs_that_refresh_concurrently_stay_signed_in()
    {
        await Session.Start(_ann, 0, Lifetime);
        // Each tab uses the token that it got last, as fast as it can; some remain behind and repeat an old one.
        var tabs = Enumerable.Range(0, 8).Select(async tab =>
        {
            var (session, token) = (tab % 2 == 0 ? Session : SessionElsewhere, 1L);
            for (var round = 0; round < 6; round++)
            {
                var answer = await session.Refresh(token, Lifetime);
                Assert.Equal(_ann, answer.UserId);
                Assert.True(answer.Seq > token);
                token = tab < 4 ? answer.Seq : 1;
            }
        });
        await Task.WhenAll(tabs);
    }

    [Fact]
    public async Task A_token_that_was_never_issued_ends_nothing()
    {
        await Session.Start(_ann, 0, Lifetime);
        Assert.Null((await Session.Refresh(2, Lifetime)).UserId);
        Assert.Null((await Session.Refresh(0, Lifetime)).UserId);
        Assert.Equal(2, (await Session.Refresh(1, Lifetime)).Seq);
    }

    [Fact]
    public async Task A_session_ends_by_logout_or_by_its_expiry()
    {
        await Session.Start(_ann, 0, Lifetime);
        Pass(Lifetime);
        Assert.Null((await Session.Refresh(1, Lifetime)).UserId);

        var other = cluster.Client.GetGrain<ISessionGrain>($"{Guid.NewGuid():N}");
        await other.Start(_ann, 0, Lifetime);
        await other.End();
        await other.End();
        Assert.Null((await other.Refresh(1, Lifetime)).UserId);
    }

    [Fact]
    public async Task An_unknown_session_has_ended_and_keeps_no_activation()
    {
        Assert.Null((await Session.Refresh(1, Lifetime)).UserId);
        await Session.End();
        await Until.TrueAsync(() => !cluster.IsAwake(Session));
    }

    [Fact]
    public async Task Concurrent_uses_get_one_successor_from_two_activations()
    {
        await Session.Start(_ann, 0, Lifetime);
        for (var seq = 1; seq <= 5; seq++)
        {
            var answers = await UseConcurrentlyAsync(seq);
            Assert.All(answers, answer => Assert.Equal((_ann, seq + 1), (answer.UserId, answer.Seq)));
        }
    }

    [Fact]
    public async Task Concurrent_late_retries_get_one_successor_from_two_activations()
    {
        await Session.Start(_ann, 0, Lifetime);
        await Session.Refresh(1, Lifetime);
        for (var seq = 3; seq <= 7; seq++)
        {
            Pass(TimeSpan.FromSeconds(61));
            var answers = await UseConcurrentlyAsync(1);
            Assert.All(answers, answer => Assert.Equal((_ann, seq), (answer.UserId, answer.Seq)));
        }
    }

    [Fact]
    public async Task Two_activations_that_read_one_session_issue_one_successor()
    {
        await Session.Start(_ann, 0, Lifetime);
        var gate = new Gate();
        cluster.Probe.Before = (name, _) => name == "ISessionStore.ReplaceAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        var both = new[] { Session.Refresh(1, Lifetime), SessionElsewhere.Refresh(1, Lifetime) };
        await Until.TrueAsync(() => cluster.Probe.CallsOf("ISessionStore.ReplaceAsync") >= 2);
        gate.Open();
        cluster.Probe.Before = null;
        Assert.All(await Task.WhenAll(both), answer => Assert.Equal(2, answer.Seq));
        Assert.Equal(3, (await Session.Refresh(2, Lifetime)).Seq);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failed_refresh_uses_no_token_up(bool afterItsEffect)
    {
        await Session.Start(_ann, 0, Lifetime);
        using (cluster.Probe.FailOnce("ISessionStore.ReplaceAsync", afterItsEffect))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Session.Refresh(1, Lifetime));
        Assert.Equal(2, (await Session.Refresh(1, Lifetime)).Seq);
        Assert.Equal(3, (await Session.Refresh(2, Lifetime)).Seq);
    }

    private Task<RefreshResult[]> UseConcurrentlyAsync(long seq) =>
        Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Session : SessionElsewhere).Refresh(seq, Lifetime)));

    private async Task AssertEndedAsync(params long[] tokens)
    {
        foreach (var token in tokens)
            Assert.Null((await Session.Refresh(token, Lifetime)).UserId);
    }

    private void Pass(TimeSpan time) => cluster.Stores.Time.Advance(time);
}
