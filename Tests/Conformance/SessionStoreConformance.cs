using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class SessionStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected ISessionStore Store => Port<ISessionStore>();

    protected IAccountStore Accounts => Port<IAccountStore>();

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
    public async Task A_session_is_replaced_only_if_its_seq_matches()
    {
        var session = New();
        await AddAsync(session);
        var next = session with
        {
            Seq = 2,
            ParentSeq = 1,
            IssuedAt = Some.Now.AddMinutes(5),
            ExpiresAt = Some.Now.AddDays(31),
            Uses = [new(1, Some.Now.AddMinutes(5))],
        };

        Assert.True(await Store.ReplaceAsync(next, 1, default));
        Assert.False(await Store.ReplaceAsync(next with { Seq = 3 }, 1, default));
        Assert.False(await Store.ReplaceAsync(New(), 1, default));
        Assert.Equal(next, await Store.GetAsync(session.Id, default));
    }

    [Fact]
    public async Task First_uses_are_kept_to_the_millisecond_and_replaced()
    {
        var session = New() with { Seq = 70, ParentSeq = 69 };
        session = session with
        {
            Uses = [.. Enumerable.Range(1, 64).Select(i => new TokenUse(5 + i, Some.Now.AddMilliseconds(i))),
                new(long.MaxValue, Some.LongAgo)],
        };
        await AddAsync(session);
        Assert.Equal(session, await Store.GetAsync(session.Id, default));

        var next = session with { Seq = 71, Uses = [session.Uses[3]] };
        Assert.False(await Store.ReplaceAsync(next with { Uses = [] }, 69, default));
        Assert.Equal(session, await Store.GetAsync(session.Id, default));
        Assert.True(await Store.ReplaceAsync(next, 70, default));
        Assert.Equal(next, await Store.GetAsync(session.Id, default));
        await Store.EndAsync(session.Id, Some.Now, default);
        Assert.Equal(next with { Ended = true }, await Store.GetAsync(session.Id, default));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_replacements_wins()
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
    public async Task A_new_password_ends_all_other_sessions_of_the_user()
    {
        var user = Some.User();
        var sessions = Enumerable.Range(0, 5).Select(_ => New() with { UserId = user }).ToArray();
        var others = New();
        await Paging.AllAsync(Engine, [.. sessions, others], AddAsync);

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
    public async Task Expired_sessions_are_purged_in_bounded_steps()
    {
        var old = Enumerable.Range(0, 25).Select(i => New() with { ExpiresAt = Some.LongAgo.AddMilliseconds(i) })
            .ToArray();
        var edge = New() with { ExpiresAt = Some.LongAgo.AddDays(1) };
        var kept = New();
        await Paging.AllAsync(Engine, [.. old, edge, kept], AddAsync);

        await Paging.StepsAsync(10, limit => Store.PurgeAsync(Some.LongAgo.AddDays(1), limit, default));

        foreach (var session in old)
            Assert.Null(await Store.GetAsync(session.Id, default));

        Assert.Equal(edge, await Store.GetAsync(edge.Id, default));
        Assert.Equal(kept, await Store.GetAsync(kept.Id, default));
    }

    [Fact]
    public async Task Erasing_removes_only_the_users_sessions_even_ended_ones()
    {
        var user = Some.User();
        var (theirs, others) = (Enumerable.Range(0, 7).Select(_ => New() with { UserId = user }).ToArray(), New());
        await Paging.AllAsync(Engine, [.. theirs, others], AddAsync);
        await Store.EndAsync(theirs[0].Id, Some.Now, default);

        Assert.Equal(7, await Paging.StepsAsync(3, limit => Store.EraseAsync(user, limit, default)));

        Assert.All(await Task.WhenAll(theirs.Select(session => Store.GetAsync(session.Id, default).AsTask())),
            Assert.Null);
        Assert.Equal(others, await Store.GetAsync(others.Id, default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
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
    public async Task A_session_needs_an_account_and_its_current_password()
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
    public async Task No_session_begins_after_a_password_change_was_answered()
    {
        for (var round = 0; round < 30; round++)
        {
            var first = New();
            await AddAsync(first);
            var sessions = Enumerable.Range(0, 30).Select(_ => New() with { UserId = first.UserId }).ToArray();

            var replacing = SetPasswordAsync(first.UserId, "second", "first", null).AsTask();
            var adding = sessions.Select(session => Store.AddAsync(session, 0, default).AsTask()).ToArray();
            await replacing;
            var added = await Task.WhenAll(adding);
            var there = await Task.WhenAll(sessions.Select(session => Store.GetAsync(session.Id, default).AsTask()));

            Assert.All(added.Zip(there), pair => Assert.Equal(pair.First ? true : null, pair.Second?.Ended));
        }
    }

    [Fact]
    public async Task Beyond_100_live_sessions_those_used_longest_ago_end()
    {
        var first = New();
        Session At(int i) => New() with { UserId = first.UserId, IssuedAt = Some.Now.AddSeconds(i) };
        var (oldest, refreshed, ended) = (At(0), At(1), At(2));
        var expired = At(3) with { ExpiresAt = Some.Now.AddHours(1) };
        await Paging.AllAsync(Engine, [oldest, refreshed, ended, expired], AddAsync);
        await Store.EndAsync(ended.Id, Some.Now, default);
        var used = refreshed with { Seq = 2, ParentSeq = 1, IssuedAt = Some.Now.AddHours(1) };
        Assert.True(await Store.ReplaceAsync(used, 1, default));
        await Paging.AllAsync(Engine, Enumerable.Range(4, 97).Select(At), AddAsync);
        // 100 of 101 are live; when the next begins, one of them has expired.
        await AddAsync(At(7_200));
        Assert.False((await Store.GetAsync(oldest.Id, default))!.Ended);
        var last = At(7_201);
        await AddAsync(last);
        Assert.Equal(oldest with { Ended = true }, await Store.GetAsync(oldest.Id, default));
        Assert.Equal(used, await Store.GetAsync(used.Id, default));
        Assert.Equal(expired, await Store.GetAsync(expired.Id, default));
        Assert.Equal(last, await Store.GetAsync(last.Id, default));

        // A session that is new stays, though a clock that is behind issued it.
        var behind = At(-1);
        await AddAsync(behind);
        Assert.Equal(behind, await Store.GetAsync(behind.Id, default));
    }

    [Fact]
    public async Task Concurrent_sign_ins_leave_100_live_sessions_after_the_next()
    {
        var user = Some.User();
        var sessions = Enumerable.Range(0, 150).Select(i => New() with { UserId = user }).ToArray();
        await Paging.AllAsync(Engine, sessions, AddAsync);
        var last = New() with { UserId = user };
        await AddAsync(last);

        var live = 0;
        foreach (var session in sessions.Append(last))
            live += (await Store.GetAsync(session.Id, default))!.Ended ? 0 : 1;
        Assert.Equal(ISessionStore.MaxLive, live);
    }

    private ValueTask<bool> SetPasswordAsync(string user, string next, string expected, string? exceptSession) =>
        Accounts.SetPasswordHashAsync(user, next, expected, exceptSession, Some.Now, default);

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (added, replaced, ended, erased) = (New(), New(), New(), New());
        await Accounts.RegisterAsync(new(added.UserId, Some.Username(), "first", null, Some.Now, null), default);
        await Paging.AllAsync(Engine, [replaced, ended, erased], AddAsync);
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
