using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class SessionStoreConformance : StoreConformance
{
    protected abstract ISessionStore Store { get; }

    protected abstract IAccountStore Accounts { get; }

    [Fact]
    public async Task A_session_is_kept_as_it_was_added_first()
    {
        var session = New();
        await AddAsync(session);
        await AddAsync(session with { Seq = 9 });

        Assert.Equal(session, await Store.GetAsync(session.Id, default));
        Assert.Null(await Store.GetAsync(Some.User(), default));
    }

    [Fact]
    public async Task A_session_is_replaced_only_from_the_seq_it_has()
    {
        var session = New();
        await AddAsync(session);
        var next = session with
        {
            Seq = 2,
            ParentSeq = 1,
            IssuedAt = Some.Now.AddMinutes(5),
            ExpiresAt = Some.Now.AddDays(31)
        };

        Assert.True(await Store.ReplaceAsync(next, 1, default));
        Assert.False(await Store.ReplaceAsync(next with { Seq = 3 }, 1, default));
        Assert.False(await Store.ReplaceAsync(New(), 1, default));
        Assert.Equal(next, await Store.GetAsync(session.Id, default));
    }

    [Fact]
    public async Task Of_many_that_replace_a_session_at_once_one_wins()
    {
        var session = New();
        await AddAsync(session);

        var won = await Task.WhenAll(
            Enumerable.Range(2, 20).Select(seq => Store.ReplaceAsync(session with { Seq = seq }, 1, default).AsTask()));

        Assert.Single(won, true);
        Assert.Equal(Array.IndexOf(won, true) + 2, (await Store.GetAsync(session.Id, default))!.Seq);
    }

    [Fact]
    public async Task An_ended_session_stays_ended()
    {
        var session = New();
        await AddAsync(session);
        await Store.EndAsync(session.Id, Some.Now, default);
        await Store.EndAsync(session.Id, Some.Now, default);
        await Store.EndAsync(Some.User(), Some.Now, default);
        await AddAsync(session);

        Assert.False(await Store.ReplaceAsync(session with { Seq = 2 }, 1, default));
        Assert.Equal(session with { Ended = true }, await Store.GetAsync(session.Id, default));
    }

    [Fact]
    public async Task All_sessions_of_a_user_end_with_their_password_but_the_one_named()
    {
        var user = Some.User();
        var sessions = Enumerable.Range(0, 5).Select(_ => New() with { UserId = user }).ToArray();
        var others = New();
        await Paging.AllAsync([.. sessions, others], AddAsync);

        Assert.False(await SetPasswordAsync(user, "second", "another", null));
        Assert.False((await Store.GetAsync(sessions[0].Id, default))!.Ended);
        Assert.True(await SetPasswordAsync(user, "second", "first", sessions[2].Id));

        foreach (var session in sessions)
            Assert.Equal(session with { Ended = session != sessions[2] }, await Store.GetAsync(session.Id, default));

        Assert.Equal(others, await Store.GetAsync(others.Id, default));
        Assert.True(await SetPasswordAsync(user, "third", "second", null));
        Assert.True((await Store.GetAsync(sessions[2].Id, default))!.Ended);
    }

    [Fact]
    public async Task Ids_that_look_like_paths_are_ids()
    {
        var sessions = Some.OddIds().Select(id => New() with { Id = id }).ToArray();
        foreach (var session in sessions)
            await AddAsync(session);

        foreach (var session in sessions)
            Assert.Equal(session, await Store.GetAsync(session.Id, default));
    }

    [Fact]
    public async Task What_expired_before_the_time_is_purged_in_bounded_steps()
    {
        var old = Enumerable.Range(0, 25).Select(i => New() with { ExpiresAt = Some.LongAgo.AddMilliseconds(i) })
            .ToArray();
        var edge = New() with { ExpiresAt = Some.LongAgo.AddDays(1) };
        var kept = New();
        await Paging.AllAsync([.. old, edge, kept], AddAsync);

        int removed;
        do
        {
            removed = await Store.PurgeAsync(Some.LongAgo.AddDays(1), 10, default);
            Assert.InRange(removed, 0, 10);
        }
        while (removed > 0);

        foreach (var session in old)
            Assert.Null(await Store.GetAsync(session.Id, default));

        Assert.Equal(edge, await Store.GetAsync(edge.Id, default));
        Assert.Equal(kept, await Store.GetAsync(kept.Id, default));
    }

    [Fact]
    public async Task Sessions_of_a_deleted_user_go_step_by_step_ended_ones_too_and_nobody_elses()
    {
        var user = Some.User();
        var (theirs, others) = (Enumerable.Range(0, 7).Select(_ => New() with { UserId = user }).ToArray(), New());
        await Paging.AllAsync([.. theirs, others], AddAsync);
        await Store.EndAsync(theirs[0].Id, Some.Now, default);

        Assert.Equal(7, await Paging.StepsAsync(3, limit => Store.EraseAsync(user, limit, default)));

        Assert.All(await Task.WhenAll(theirs.Select(session => Store.GetAsync(session.Id, default).AsTask())),
            Assert.Null);
        Assert.Equal(others, await Store.GetAsync(others.Id, default));
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_is_not_done()
    {
        var session = New();
        await AddAsync(session);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EndAsync(session.Id, Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ReplaceAsync(session with { Seq = 2 }, 1, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.GetAsync(session.Id, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(session.UserId, 10, Some.Cancelled));

        Assert.Equal(session, await Store.GetAsync(session.Id, default));
    }

    [Fact]
    public async Task No_session_begins_by_a_password_that_was_replaced_or_without_an_account()
    {
        var (before, after) = (New(), New());
        await AddAsync(before);
        after = after with { UserId = before.UserId };
        Assert.True(await SetPasswordAsync(before.UserId, "second", "first", before.Id));

        Assert.False(await Store.AddAsync(after, 0, default));
        Assert.False(await Store.AddAsync(New(), 0, default));
        Assert.Null(await Store.GetAsync(after.Id, default));
        Assert.True(await Store.AddAsync(after, 1, default));
        Assert.Equal(after, await Store.GetAsync(after.Id, default));
        Assert.Equal(before, await Store.GetAsync(before.Id, default));
    }

    [Fact]
    public async Task Whoever_comes_in_while_the_password_is_replaced_is_in_before_that_is_answered()
    {
        for (var round = 0; round < 30; round++)
        {
            var first = New();
            await AddAsync(first);
            var sessions = Enumerable.Range(0, 30).Select(_ => New() with { UserId = first.UserId }).ToArray();

            var replacing = SetPasswordAsync(first.UserId, "second", "first", null).AsTask();
            var adding = sessions.Select(session => Store.AddAsync(session, 0, default).AsTask()).ToArray();
            await replacing;
            var there = await Task.WhenAll(
                sessions.Reverse().Select(session => Store.GetAsync(session.Id, default).AsTask()));

            Assert.Equal((await Task.WhenAll(adding)).Reverse(), there.Select(session => session is not null));
        }
    }

    private ValueTask<bool> SetPasswordAsync(string user, string next, string expected, string? exceptSession) =>
        Accounts.SetPasswordHashAsync(user, next, expected, exceptSession, Some.Now, default);

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (added, replaced, ended, erased) = (New(), New(), New(), New());
        await Accounts.RegisterAsync(new(added.UserId, Some.Username(), "first", null, Some.Now, null), default);
        await Paging.AllAsync([replaced, ended, erased], AddAsync);
        async Task<object?[]> SeeAsync(Session session) => [await Store.GetAsync(session.Id, default)];
        return
        [
            new("add", () => Store.AddAsync(added, 0, default).AsTask(), () => SeeAsync(added)),
            new("replace", () => Store.ReplaceAsync(replaced with { Seq = 2 }, 1, default).AsTask(),
                () => SeeAsync(replaced)),
            new("end", () => Store.EndAsync(ended.Id, Some.Now, default).AsTask(), () => SeeAsync(ended)),
            new("erase", () => Store.EraseAsync(erased.UserId, 10, default).AsTask(), () => SeeAsync(erased)),
        ];
    }

    private async ValueTask AddAsync(Session session)
    {
        await Accounts.RegisterAsync(new(session.UserId, Some.Username(), "first", null, Some.Now, null), default);
        Assert.True(await Store.AddAsync(session, 0, default));
    }

    private static Session New() => new(Some.User(), Some.User(), 1, 0, Some.Now, Some.Now.AddDays(30));
}
