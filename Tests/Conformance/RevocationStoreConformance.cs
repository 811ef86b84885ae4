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
        var (session, unknown) = (await BeginAsync(), Some.User());
        await Sessions.EndAsync(session, Some.Now, default);
        await Sessions.EndAsync(session, Some.Now.AddHours(1), default);
        await Sessions.EndAsync(unknown, Some.Now, default);

        var revoked = Assert.Single(await FindAsync([session, unknown]));
        Assert.Equal((Revoked.Session(session), Some.Now), (revoked.Subject, revoked.At));
    }

    [Fact]
    public async Task A_new_password_revokes_all_other_open_sessions()
    {
        var user = Some.User();
        string[] sessions = [await BeginAsync(user), await BeginAsync(user), await BeginAsync(user),
            await BeginAsync(user)];
        await Sessions.EndAsync(sessions[0], Some.LongAgo, default);
        Assert.True(await Accounts.SetPasswordHashAsync(user, "second", "hash", sessions[1], Some.Now, default));
        Assert.False(await Accounts.SetPasswordHashAsync(user, "third", "hash", null, Some.Now, default));
        await Accounts.SettlePasswordAsync(user, default);

        var revoked = (await FindAsync(sessions)).Where(revocation => revocation.At == Some.Now);
        Assert.Equal(sessions[2..].Select(Revoked.Session).Order(), revoked.Select(entry => entry.Subject).Order());
    }

    [Fact]
    public async Task Pages_follow_each_other_in_order_without_gaps()
    {
        var sessions = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            sessions.Add(await BeginAsync());
            await Sessions.EndAsync(sessions[^1], Some.Now, default);
        }

        var read = await WalkAsync(10);

        Assert.Empty(sessions.Select(Revoked.Session).Except(read.Select(entry => entry.Subject)));
        var places = read.Select(entry => entry.Place).ToArray();
        Assert.Equal(places.OrderBy(place => place.StoredAt).ThenBy(place => place.Subject), places);
        Assert.Distinct(places);
    }

    [Fact]
    public async Task Places_follow_the_stores_clock_and_no_time_of_callers()
    {
        var (first, second) = (await BeginAsync(), await BeginAsync());
        await Sessions.EndAsync(first, Some.Now, default);
        var newest = (await FindAsync([first]))[0].StoredAt;
        await Sessions.EndAsync(second, Some.LongAgo, default);

        var revoked = (await FindAsync([second]))[0];
        Assert.Equal(Some.LongAgo, revoked.At);
        Assert.True(revoked.StoredAt >= newest - Revoked.Overlap);
    }

    [Fact]
    public async Task Reading_with_the_overlap_misses_no_concurrent_revocation()
    {
        var sessions = new List<string>();
        for (var i = 0; i < 200; i++)
            sessions.Add(await BeginAsync());
        var newest = (await WalkAsync(100)) is [.., var last] ? last.StoredAt : DateTimeOffset.UnixEpoch;
        var ending = Paging.AllAsync(Engine, sessions,
            async session => await Sessions.EndAsync(session, Some.Now, default));
        var read = new HashSet<Guid>();
        bool done;
        do
        {
            done = ending.IsCompleted;
            var place = new RevocationPlace(newest - Revoked.Overlap, Guid.Empty);
            while (await Store.ListAsync(place, 20, default) is [.., var end] page)
            {
                read.UnionWith(page.Select(revocation => revocation.Subject));
                (place, newest) = (end.Place, end.StoredAt);
            }
        }
        while (!done);

        await ending;
        Assert.Empty(sessions.Select(Revoked.Session).Except(read));
    }

    [Fact]
    public async Task Old_revocations_are_purged_in_bounded_steps()
    {
        var sessions = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            sessions.Add(await BeginAsync());
            await Sessions.EndAsync(sessions[i], Some.LongAgo.AddMinutes(i), default);
        }

        await PurgeAsync(Some.LongAgo.AddMinutes(11));
        Assert.Equal(Revoked.Session(sessions[11]), Assert.Single(await FindAsync(sessions)).Subject);
        await PurgeAsync(Some.LongAgo.AddMinutes(12));
        Assert.Empty(await FindAsync(sessions));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var session = await BeginAsync();
        await Sessions.EndAsync(session, Some.LongAgo, default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.PurgeAsync(Some.LongAgo.AddMinutes(1), 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListAsync(null, 10, Some.Cancelled));

        Assert.Single(await FindAsync([session]));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var user = Some.User();
        string[] sessions = [await BeginAsync(user), await BeginAsync(user)];
        var old = await BeginAsync();
        await Sessions.EndAsync(old, Some.LongAgo.AddYears(-1), default);
        async Task<object?[]> SeeAsync(params string[] ended) =>
            [(await FindAsync(ended)).Select(revoked => (revoked.Subject, revoked.At)).Order().ToArray()];
        return
        [
            new(
                "revoke",
                () => Accounts.SetPasswordHashAsync(user, "second", "hash", null, Some.Now, default).AsTask(),
                async () =>
                {
                    await Accounts.SettlePasswordAsync(user, default);
                    return await SeeAsync(sessions);
                }),
            new(
                "purge",
                () => Store.PurgeAsync(Some.LongAgo.AddYears(-1).AddMilliseconds(1), 10, default).AsTask(),
                () => SeeAsync(old)),
        ];
    }

    private async Task<string> BeginAsync(string? user = null)
    {
        var session = new Session(Some.User(), user ?? Some.User(), 1, 0, Some.Now, Some.Now.AddDays(30));
        await Accounts.RegisterAsync(new(session.UserId, Some.Username(), "hash", null, Some.Now, null), default);
        await Sessions.AddAsync(session, 0, default);
        return session.Id;
    }

    private Task<int> PurgeAsync(DateTimeOffset revokedBefore) =>
        Paging.StepsAsync(5, limit => Store.PurgeAsync(revokedBefore, limit, default));

    /// <summary>The revocations of these sessions, in the order of the list.</summary>
    private async Task<IReadOnlyList<Revocation>> FindAsync(IReadOnlyCollection<string> sessions)
    {
        var subjects = sessions.Select(Revoked.Session).ToHashSet();
        return [.. (await WalkAsync(100)).Where(revocation => subjects.Contains(revocation.Subject))];
    }

    /// <summary>Read all revocations in pages.</summary>
    private Task<List<Revocation>> WalkAsync(int limit) => Paging.WalkAsync<Revocation, RevocationPlace>(
        limit, place => Store.ListAsync(place, limit, default), revocation => revocation.Place);
}
