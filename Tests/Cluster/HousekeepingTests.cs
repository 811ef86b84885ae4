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
        await _stores.Embedded.Sessions.AddAsync(
            new("ended", author, 1, 0, _stores.Time.GetUtcNow(), _stores.Time.GetUtcNow().AddHours(1)), 0, default);
        await _stores.Embedded.Sessions.AddAsync(
            new("ending", author, 1, 0, _stores.Time.GetUtcNow(), _stores.Time.GetUtcNow().AddDays(9)), 0, default);
        await _stores.Embedded.Sessions.AddAsync(
            new("alive", author, 1, 0, _stores.Time.GetUtcNow(), _stores.Time.GetUtcNow().AddDays(9)), 0, default);
        await _stores.Embedded.Sessions.EndAsync("ended", _stores.Time.GetUtcNow(), default);
        await _stores.DeleteAsync(old, author);
        var reserved = await DeletedUsernameAsync(TimeSpan.FromDays(30));
        var free = await DeletedUsernameAsync(TimeSpan.FromHours(1));
        _stores.Time.Advance(HousekeepingService.Replays);
        await _stores.DeleteAsync(young, author);
        await _stores.Embedded.Sessions.EndAsync("ending", _stores.Time.GetUtcNow(), default);
        using var housekeeping = Housekeeping();
        await housekeeping.StartAsync(TestContext.Current.CancellationToken);

        // In small steps: the service may take a moment to begin its first hour.
        await Until.TrueAsync(async () =>
        {
            _stores.Time.Advance(HousekeepingService.Interval / 6);
            return await _stores.Embedded.Reels.GetAsync(old, default) is null;
        });
        Assert.NotNull(await _stores.Embedded.Reels.GetAsync(young, default));
        Assert.Null(await _stores.Embedded.Sessions.GetAsync("ended", default));
        Assert.NotNull(await _stores.Embedded.Sessions.GetAsync("alive", default));
        Assert.Equal(UpdateProfileStatus.UsernameTaken, await RenameAsync(author, reserved));
        Assert.Equal(UpdateProfileStatus.Updated, await RenameAsync(author, free));
        Assert.Equal(Revoked.Session("ending"),
            Assert.Single(await _stores.Embedded.Revocations.ListAsync(0, 10, default)).Subject);
        await housekeeping.StopAsync(TestContext.Current.CancellationToken);
    }

    public static TheoryData<Exception> Failures =>
        [new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true),
            new InvalidOperationException("a driver's mistake")];

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failed_purge_is_retried_an_hour_later(Exception failure)
    {
        var author = await _stores.PersonAsync();
        var (deleted, ended) = (await _stores.ReelAsync(author), _stores.Time.GetUtcNow());
        await _stores.DeleteAsync(deleted, author);
        await _stores.Embedded.Sessions.AddAsync(new("ended", author, 1, 0, ended, ended.AddHours(1)), 0, default);
        await _stores.Embedded.Sessions.EndAsync("ended", ended, default);
        _stores.Time.Advance(HousekeepingService.Replays);
        var failed = 0;
        _stores.Probe.Before = (name, _) =>
            name == "ISessionStore.PurgeAsync" && Interlocked.Exchange(ref failed, 1) == 0
                ? Task.FromException(failure)
                : Task.CompletedTask;
        using var housekeeping = Housekeeping();
        await housekeeping.StartAsync(TestContext.Current.CancellationToken);

        await Until.TrueAsync(async () =>
        {
            _stores.Time.Advance(HousekeepingService.Interval);
            return await _stores.Embedded.Reels.GetAsync(deleted, default) is null
                && await _stores.Embedded.Sessions.GetAsync("ended", default) is null;
        });
        Assert.Equal(1, failed);
        await housekeeping.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _stores.Dispose();

    /// <summary>The username of a person whose account was deleted.</summary>
    private async Task<string> DeletedUsernameAsync(TimeSpan reservation)
    {
        var (user, now) = (await _stores.PersonAsync(), _stores.Time.GetUtcNow());
        var name = Assert.Single(await _stores.Embedded.Profiles.GetManyAsync([user], default)).Username;
        Assert.True(await _stores.Embedded.Erasures.BeginAsync(user, now, now + reservation, now, now, default));
        return name;
    }

    private async Task<UpdateProfileStatus> RenameAsync(string user, string name) =>
        (await _stores.Embedded.Profiles.UpdateAsync(user, new(ProfileFields.Username, name, null, null, null),
            _stores.Time.GetUtcNow(), default)).Status;

    private HousekeepingService Housekeeping() => new(
        _stores.Probe.Wrap<ISessionStore>(_stores.Embedded.Sessions),
        _stores.Embedded.Revocations,
        _stores.Embedded.Erasures,
        _stores.Embedded.Reels,
        _stores.Embedded.Comments,
        _stores.Embedded.Stories,
        NullLogger<HousekeepingService>.Instance,
        _stores.Time);
}
