using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class RevocationStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IRevocationStore Store => Port<IRevocationStore>();

    protected ISessionStore Sessions => Port<ISessionStore>();

    protected IAccountStore Accounts => Port<IAccountStore>();

    [Fact]
    public async Task A_session_is_revoked_once_when_it_ends()
    {
        var session = await BeginAsync();
        var before = await EndAsync();
        await Sessions.EndAsync(session, Some.Now, default);
        await Sessions.EndAsync(session, Some.Now.AddHours(1), default);
        await Sessions.EndAsync(Some.User(), Some.Now, default);

        var revoked = Assert.Single(await Store.ListAsync(before, 100, default));
        Assert.Equal((Revoked.Session(session), Some.Now), (revoked.Subject, revoked.At));
        Assert.True(revoked.Place > before);
        Assert.Empty(await Store.ListAsync(revoked.Place, 100, default));
    }

    [Fact]
    public async Task A_new_password_revokes_all_other_open_sessions()
    {
        var user = Some.User();
        string[] sessions = [await BeginAsync(user), await BeginAsync(user), await BeginAsync(user),
            await BeginAsync(user)];
        await Sessions.EndAsync(sessions[0], Some.Now, default);
        var before = await EndAsync();
        Assert.True(await Accounts.SetPasswordHashAsync(user, "second", "hash", sessions[1], Some.Now, default));
        Assert.False(await Accounts.SetPasswordHashAsync(user, "third", "hash", null, Some.Now, default));

        var revoked = await Store.ListAsync(before, 100, default);
        Assert.Equal(sessions[2..].Select(Revoked.Session).Order(), revoked.Select(entry => entry.Subject).Order());
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gaps()
    {
        var before = await EndAsync();
        var sessions = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            sessions.Add(await BeginAsync());
            await Sessions.EndAsync(sessions[^1], Some.Now, default);
        }

        var read = await WalkAsync(before, 10);

        Assert.Equal(sessions.Select(Revoked.Session), read.Select(entry => entry.Subject));
        Assert.Equal(read.Select(entry => entry.Place).Order(), read.Select(entry => entry.Place));
    }

    [Fact]
    public async Task Reading_during_concurrent_revocations_misses_none()
    {
        var place = await EndAsync();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => BeginAsync()));
        var ending = Task.WhenAll(sessions.Select(session => Sessions.EndAsync(session, Some.Now, default).AsTask()));
        var read = new List<Guid>();
        var done = false;
        do
        {
            done = ending.IsCompleted;
            foreach (var revocation in await Store.ListAsync(place, 7, default))
            {
                read.Add(revocation.Subject);
                place = revocation.Place;
            }
        }
        while (!done || (await Store.ListAsync(place, 1, default)).Count > 0);

        await ending;
        Assert.Equal(sessions.Select(Revoked.Session).Order(), read.Order());
    }

    [Fact]
    public async Task Old_revocations_are_purged_in_steps_and_places_keep_rising()
    {
        await PurgeLeftoversAsync();
        for (var i = 0; i < 12; i++)
            await Sessions.EndAsync(await BeginAsync(), Some.LongAgo.AddMinutes(i), default);

        var last = await EndAsync();
        Assert.Equal(11,
            await Paging.StepsAsync(5, limit => Store.PurgeAsync(Some.LongAgo.AddMinutes(11), limit, default)));
        Assert.Equal(1,
            await Paging.StepsAsync(5, limit => Store.PurgeAsync(Some.LongAgo.AddMinutes(12), limit, default)));
        Assert.Empty(await Store.ListAsync(last - 1, 10, default));

        await Sessions.EndAsync(await BeginAsync(), Some.Now, default);
        Assert.True(Assert.Single(await Store.ListAsync(last, 10, default)).Place > last);
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        await PurgeLeftoversAsync();
        var before = await EndAsync();
        await Sessions.EndAsync(await BeginAsync(), Some.LongAgo, default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.PurgeAsync(Some.LongAgo.AddMinutes(1), 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListAsync(before, 10, Some.Cancelled));

        Assert.Single(await Store.ListAsync(before, 10, default));
        Assert.Equal(1, await Store.PurgeAsync(Some.LongAgo.AddMinutes(1), 10, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (user, place) = (Some.User(), await EndAsync());
        await BeginAsync(user);
        await BeginAsync(user);
        await Sessions.EndAsync(await BeginAsync(), Some.LongAgo.AddYears(-1), default);
        var (old, last) = (Assert.Single(await Store.ListAsync(place, 10, default)), await EndAsync());
        return
        [
            new(
                "revoke",
                () => Accounts.SetPasswordHashAsync(user, "second", "hash", null, Some.Now, default).AsTask(),
                async () =>
                    [(await Store.ListAsync(last, 10, default)).OrderBy(revocation => revocation.Subject).ToArray()]),
            new(
                "purge",
                () => Store.PurgeAsync(Some.LongAgo.AddYears(-1).AddMilliseconds(1), 10, default).AsTask(),
                async () => [(await Store.ListAsync(place, 10, default)).Contains(old)]),
        ];
    }

    private async Task<string> BeginAsync(string? user = null)
    {
        var session = new Session(Some.User(), user ?? Some.User(), 1, 0, Some.Now, Some.Now.AddDays(30));
        await Accounts.RegisterAsync(new(session.UserId, Some.Username(), "hash", null, Some.Now, null), default);
        await Sessions.AddAsync(session, 0, default);
        return session.Id;
    }

    /// <summary>Purge old revocations that other tests left, which later purges would count.</summary>
    private async Task PurgeLeftoversAsync() =>
        await Paging.StepsAsync(5, limit => Store.PurgeAsync(Some.LongAgo.AddMinutes(1), limit, default));

    /// <summary>The last place now.</summary>
    private async Task<long> EndAsync() => await WalkAsync(0, 100) is [.., var last] ? last.Place : 0;

    /// <summary>Read all revocations after a place, in pages.</summary>
    private Task<List<Revocation>> WalkAsync(long after, int limit) => Paging.WalkAsync<Revocation, long>(
        limit, place => Store.ListAsync(place ?? after, limit, default), revocation => revocation.Place);
}
