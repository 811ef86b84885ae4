using Microsoft.Extensions.Logging.Abstractions;
using Reels.Grains.Housekeeping;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster;

public sealed class HousekeepingTests : IDisposable
{
    private readonly StoresUnderTest _stores = new();

    [Fact]
    public async Task Deleted_rows_stay_for_retries_and_are_then_purged()
    {
        var author = await _stores.PersonAsync();
        var (old, young) = (await _stores.ReelAsync(author), await _stores.ReelAsync(author));
        await _stores.Sessions.AddAsync(
            new("ended", author, 1, 0, _stores.Time.GetUtcNow(), _stores.Time.GetUtcNow().AddHours(1)), 0, default);
        await _stores.Sessions.AddAsync(
            new("ending", author, 1, 0, _stores.Time.GetUtcNow(), _stores.Time.GetUtcNow().AddDays(9)), 0, default);
        await _stores.Sessions.AddAsync(
            new("alive", author, 1, 0, _stores.Time.GetUtcNow(), _stores.Time.GetUtcNow().AddDays(9)), 0, default);
        await _stores.Sessions.EndAsync("ended", _stores.Time.GetUtcNow(), default);
        await _stores.DeleteAsync(old, author);
        await _stores.CloseEntriesAsync(author);
        var reserved = await DeletedUsernameAsync(TimeSpan.FromDays(30));
        var free = await DeletedUsernameAsync(TimeSpan.FromHours(1));
        _stores.Time.Advance(ExpiredRows.Replays);
        await _stores.DeleteAsync(young, author);
        await _stores.Sessions.EndAsync("ending", _stores.Time.GetUtcNow(), default);
        _stores.Time.Advance(TimeSpan.FromHours(1));

        await Expired.RemoveAsync(CancellationToken.None);

        Assert.Null(await _stores.Reels.GetAsync(old, default));
        Assert.NotNull(await _stores.Reels.GetAsync(young, default));
        Assert.Null(await _stores.Sessions.GetAsync("ended", default));
        Assert.NotNull(await _stores.Sessions.GetAsync("alive", default));
        Assert.Equal(UpdateProfileStatus.UsernameTaken, await RenameAsync(author, reserved));
        Assert.Equal(UpdateProfileStatus.Updated, await RenameAsync(author, free));
        Assert.Equal(Revoked.Session("ending"),
            Assert.Single(await _stores.Revocations.ListAsync(null, 10, default)).Subject);
    }

    public static TheoryData<Exception> Failures =>
        [new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true),
            new InvalidOperationException("a driver's mistake")];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failed_purge_stops_no_other_and_is_repeated(Exception failure)
    {
        var author = await _stores.PersonAsync();
        var (deleted, ended) = (await _stores.ReelAsync(author), _stores.Time.GetUtcNow());
        await _stores.DeleteAsync(deleted, author);
        await _stores.CloseEntriesAsync(author);
        await _stores.Sessions.AddAsync(new("ended", author, 1, 0, ended, ended.AddHours(1)), 0, default);
        await _stores.Sessions.EndAsync("ended", ended, default);
        _stores.Time.Advance(ExpiredRows.Replays);
        var failed = 0;
        _stores.Probe.Before = (name, _) =>
            name == "ISessionStore.PurgeAsync" && Interlocked.Exchange(ref failed, 1) == 0
                ? Task.FromException(failure)
                : Task.CompletedTask;
        _stores.Time.Advance(TimeSpan.FromHours(1));
        var expired = Expired;

        await expired.RemoveAsync(CancellationToken.None);
        Assert.Equal(1, failed);
        Assert.Null(await _stores.Reels.GetAsync(deleted, default));
        Assert.NotNull(await _stores.Sessions.GetAsync("ended", default));

        await expired.RemoveAsync(CancellationToken.None);
        Assert.Null(await _stores.Sessions.GetAsync("ended", default));
    }

    public void Dispose() => _stores.Dispose();

    /// <summary>The username of a person whose account was deleted.</summary>
    private async Task<string> DeletedUsernameAsync(TimeSpan reservation)
    {
        var (user, now) = (await _stores.PersonAsync(), _stores.Time.GetUtcNow());
        var name = Assert.Single(await _stores.Profiles.GetManyAsync([user], default)).Username;
        Assert.True(await _stores.Erasures.BeginAsync(user, now, now + reservation, now, now, default));
        return name;
    }

    private async Task<UpdateProfileStatus> RenameAsync(string user, string name) =>
        (await _stores.Profiles.UpdateAsync(user, new(ProfileFields.Username, name, null, null, null),
            _stores.Time.GetUtcNow(), default)).Status;

    private ExpiredRows Expired => new(
        _stores.Probe.Wrap<ISessionStore>(_stores.Sessions),
        _stores.Revocations,
        _stores.Erasures,
        _stores.Reels,
        _stores.Comments,
        _stores.Stories,
        NullLogger<ExpiredRows>.Instance,
        _stores.Time);
}
