using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class ErasureStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    private static readonly DateTimeOffset HeldUntil = Some.Now.AddDays(30);
    private static readonly DateTimeOffset LookAgainAt = Some.Now.AddSeconds(30);
    private static readonly DateTimeOffset LeaseUntil = Some.Now.AddSeconds(10);

    protected IErasureStore Store => Port<IErasureStore>();

    protected IAccountStore Accounts => Port<IAccountStore>();

    protected IProfileStore Profiles => Port<IProfileStore>();

    protected ISessionStore Sessions => Port<ISessionStore>();

    protected IRevocationStore Revocations => Port<IRevocationStore>();

    protected IMediaErasureStore Media => Port<IMediaErasureStore>();

    [Fact]
    public async Task A_deleted_account_loses_profile_names_avatar_and_sessions()
    {
        var (user, name) = await PersonAsync();
        var avatar = Some.Media(MediaKind.Avatar);
        await Profiles.UpdateAsync(user, new(ProfileFields.Avatar, null, null, null, avatar), Some.ADayBefore, default);
        var session = new Session(Some.User(), user, 1, 0, Some.Now, Some.Now.AddDays(30));
        Assert.True(await Sessions.AddAsync(session, 0, default));
        Assert.True(await BeginAsync(user));

        Assert.Empty(await Profiles.GetManyAsync([user], default));
        Assert.Null(await Profiles.FindIdByNameAsync(name, default));
        Assert.Empty(await Profiles.SearchAsync(name, null, 10, default));
        Assert.Null(await Accounts.FindByNameAsync(name, default));
        Assert.Null(await Accounts.FindByIdAsync(user, default));
        Assert.False(await Sessions.ReplaceAsync(session with { Seq = 2 }, 1, default));
        Assert.False(await Sessions.AddAsync(session with { Id = Some.User() }, 0, default));
        Assert.Contains(await AllRevocationsAsync(),
            revoked => revoked.Subject == Revoked.User(user) && revoked.At == Some.Now);
        Assert.Contains(avatar.Key, await QueuedAsync());
        Assert.Equal(new Erasure(user, LookAgainAt), await Store.GetAsync(user, default));
        Assert.False(await BeginAsync(user));
        Assert.False(await BeginAsync(Some.User()));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_account_deletions_begins()
    {
        var (user, _) = await PersonAsync();
        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => BeginAsync(user)));

        Assert.Single(begun, true);
        Assert.Single(await AllRevocationsAsync(), revoked => revoked.Subject == Revoked.User(user));
    }

    [Fact]
    public async Task Finishing_a_deletion_changes_nothing_however_often()
    {
        var (deleted, name) = await PersonAsync();
        var (other, _) = await PersonAsync();
        await BeginAsync(deleted);
        foreach (var user in new[] { deleted, other, Some.User() })
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.FinishBeginAsync(user, default).AsTask()));

        Assert.Equal(new Erasure(deleted, LookAgainAt), await Store.GetAsync(deleted, default));
        Assert.Null(await Profiles.FindIdByNameAsync(name, default));
        Assert.Equal(RegisterOutcome.UsernameTaken, await RegisterAsync(name, HeldUntil.AddMilliseconds(-1)));
        Assert.Single(await AllRevocationsAsync(), revoked => revoked.Subject == Revoked.User(deleted));
        Assert.Equal(other, Assert.Single(await Profiles.GetManyAsync([other], default)).UserId);
        Assert.Null(await Store.GetAsync(other, default));
    }

    [Fact]
    public async Task The_name_of_a_deleted_account_is_held_and_then_free()
    {
        var (user, name) = await PersonAsync();
        await BeginAsync(user);
        Assert.Equal(RegisterOutcome.UsernameTaken, await RegisterAsync(name, HeldUntil.AddMilliseconds(-1)));
        await ReleaseAllAsync(HeldUntil.AddMilliseconds(-1));
        var (other, _) = await PersonAsync();
        Assert.Equal(UpdateProfileStatus.UsernameTaken, await RenameAsync(other, name));

        await ReleaseAllAsync(HeldUntil);
        Assert.Equal(UpdateProfileStatus.Updated, await RenameAsync(other, name));
        await ReleaseAllAsync(HeldUntil.AddYears(1));
        Assert.Equal(other, await Profiles.FindIdByNameAsync(name, default));
    }

    [Fact]
    public async Task An_erasure_is_listed_after_its_lease_ended()
    {
        var (user, _) = await PersonAsync();
        await BeginAsync(user);
        Assert.DoesNotContain(user, await LapsedAsync(ShardOrder.All, LeaseUntil));
        Assert.Contains(user, await LapsedAsync(ShardOrder.All, LeaseUntil.AddMilliseconds(1)));
        Assert.Contains(user, await LapsedAsync([Shards.Of(user)], LeaseUntil.AddMilliseconds(1)));
        Assert.DoesNotContain(user,
            await LapsedAsync([.. ShardOrder.All.Except([Shards.Of(user)])], LeaseUntil.AddMilliseconds(1)));

        await Store.ExtendLeaseAsync(user, LeaseUntil.AddSeconds(5), default);
        Assert.DoesNotContain(user, await LapsedAsync(ShardOrder.All, LeaseUntil.AddSeconds(5)));
        Assert.Contains(user, await LapsedAsync(ShardOrder.All, LeaseUntil.AddSeconds(6)));
    }

    [Fact]
    public async Task Lapsed_work_is_listed_by_shard_then_longest_lapsed_first()
    {
        var users = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            users.Add((await PersonAsync()).Id);
            await BeginAsync(users[i]);
            await Store.ExtendLeaseAsync(users[i], LeaseUntil.AddSeconds(-i), default);
        }

        await ShardOrder.AssertKeptAsync(
            [.. Enumerable.Reverse(users)], user => user,
            async shards => await Store.ListLapsedAsync(shards, LeaseUntil.AddDays(1), 1_000, default));
    }

    [Fact]
    public async Task An_erasure_is_closed_only_after_the_bytes_are_erased()
    {
        var (user, _) = await PersonAsync();
        var avatar = Some.Media(MediaKind.Avatar);
        await Profiles.UpdateAsync(user, new(ProfileFields.Avatar, null, null, null, avatar), Some.ADayBefore, default);
        await BeginAsync(user);
        Assert.DoesNotContain(user, await UnsweptAsync(LookAgainAt.AddMilliseconds(-1)));
        Assert.Contains(user, await UnsweptAsync(LookAgainAt));
        await Media.MarkErasedAsync([avatar.Key], default);
        Assert.False(await Store.CloseAsync(user, default));
        await Store.MarkSweptAsync([user, Some.User()], default);
        Assert.DoesNotContain(user, await UnsweptAsync(LookAgainAt));

        Assert.True(await Store.CloseAsync(user, default));
        Assert.Null(await Store.GetAsync(user, default));
        await AssertNotKnownAsErasedAsync(avatar);
        Assert.DoesNotContain(user, await LapsedAsync(ShardOrder.All, Some.Now.AddYears(1)));
    }

    [Fact]
    public async Task An_erasure_stays_open_while_a_key_is_queued()
    {
        var (user, _) = await PersonAsync();
        var avatar = Some.Media(MediaKind.Avatar);
        await Profiles.UpdateAsync(user, new(ProfileFields.Avatar, null, null, null, avatar), Some.ADayBefore, default);
        await BeginAsync(user);
        await Store.MarkSweptAsync([user], default);
        Assert.False(await Store.CloseAsync(user, default));
        Assert.NotNull(await Store.GetAsync(user, default));

        await Media.MarkErasedAsync([avatar.Key], default);
        Assert.True(await Store.CloseAsync(user, default));
    }

    [Fact]
    public async Task Only_the_lease_of_an_open_erasure_is_extended()
    {
        var (user, _) = await PersonAsync();
        await Store.ExtendLeaseAsync(user, LeaseUntil, default);

        Assert.Null(await Store.GetAsync(user, default));
        Assert.DoesNotContain(user, await LapsedAsync(ShardOrder.All, LeaseUntil.AddDays(1)));
    }

    [Fact]
    public async Task A_name_can_be_registered_after_its_hold_before_its_release()
    {
        var (user, name) = await PersonAsync();
        await BeginAsync(user);

        Assert.Equal(RegisterOutcome.UsernameTaken, await RegisterAsync(name, HeldUntil.AddMilliseconds(-1)));
        Assert.Equal(RegisterOutcome.Registered, await RegisterAsync(name, HeldUntil));
        await ReleaseAllAsync(HeldUntil);
        Assert.NotNull(await Profiles.FindIdByNameAsync(name, default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var (user, name) = await PersonAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.BeginAsync(user, Some.Now, HeldUntil, LookAgainAt, LeaseUntil, Some.Cancelled));
        Assert.Equal(user, await Profiles.FindIdByNameAsync(name, default));

        await BeginAsync(user);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.FinishBeginAsync(user, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.MarkSweptAsync([user], Some.Cancelled));
        Assert.Contains(user, await UnsweptAsync(LookAgainAt));
        await Store.MarkSweptAsync([user], default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.CloseAsync(user, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ExtendLeaseAsync(user, Some.Now.AddDays(9), Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ReleaseNamesAsync(HeldUntil, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.GetAsync(user, Some.Cancelled));

        Assert.Contains(user, await LapsedAsync(ShardOrder.All, LeaseUntil.AddMilliseconds(1)));
        Assert.NotNull(await Store.GetAsync(user, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        async Task<(string Id, string Name, Session Session, string Avatar)> WholeAsync()
        {
            var (id, name) = await PersonAsync();
            var (avatar, session) = (Some.Media(MediaKind.Avatar),
                new Session(Some.User(), id, 1, 0, Some.Now, Some.Now.AddDays(30)));
            await Profiles.UpdateAsync(id, new(ProfileFields.Avatar, null, null, null, avatar), Some.ADayBefore,
                default);
            await Sessions.AddAsync(session, 0, default);
            return (id, name, session, avatar.Key);
        }

        async Task<object?[]> SeeAsync((string Id, string Name, Session Session, string Avatar) person) =>
        [
            await Store.GetAsync(person.Id, default), await Accounts.FindByIdAsync(person.Id, default),
            await Profiles.GetManyAsync([person.Id], default),
            await Profiles.SearchAsync(person.Name, null, 10, default),
            (await Sessions.GetAsync(person.Session.Id, default))?.Ended,
            (await AllRevocationsAsync()).Count(revoked => revoked.Subject == Revoked.User(person.Id)),
            (await QueuedAsync()).Contains(person.Avatar),
        ];
        var (begun, closed) = (await WholeAsync(), await WholeAsync());
        await BeginAsync(closed.Id);
        await Store.MarkSweptAsync([closed.Id], default);
        await Media.MarkErasedAsync([closed.Avatar], default);
        return
        [
            new("begin", () => BeginAsync(begun.Id), () => SeeAsync(begun)),
            new("close", () => Store.CloseAsync(closed.Id, default).AsTask(), () => SeeAsync(closed)),
        ];
    }

    private Task<bool> BeginAsync(string user) =>
        Store.BeginAsync(user, Some.Now, HeldUntil, LookAgainAt, LeaseUntil, default).AsTask();

    private async Task<IReadOnlyList<Revocation>> AllRevocationsAsync() =>
        await Paging.WalkAsync<Revocation, RevocationPlace>(100, place => Revocations.ListAsync(place, 100, default),
            revocation => revocation.Place);

    private Task<IReadOnlyList<string>> QueuedAsync() => Paging.WholeAsync(limit => Media.ListAsync(limit, default));

    private Task<IReadOnlyList<string>> LapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now) =>
        Paging.WholeAsync(limit => Store.ListLapsedAsync(shards, now, limit, default));

    private Task<IReadOnlyList<string>> UnsweptAsync(DateTimeOffset now) =>
        Paging.WholeAsync(limit => Store.ListUnsweptAsync(now, limit, default));

    /// <summary>Use the upload as an avatar: a key that is known as erased would be refused.</summary>
    private async Task AssertNotKnownAsErasedAsync(MediaItem media)
    {
        var (other, _) = await PersonAsync();
        Assert.Equal(
            UpdateProfileStatus.Updated,
            (await Profiles.UpdateAsync(other, new(ProfileFields.Avatar, null, null, null, media), Some.ADayBefore,
                default)).Status);
    }

    private Task<int> ReleaseAllAsync(DateTimeOffset now) =>
        Paging.StepsAsync(10, limit => Store.ReleaseNamesAsync(now, limit, default));

    private async Task<UpdateProfileStatus> RenameAsync(string user, string name) =>
        (await Profiles.UpdateAsync(user, new(ProfileFields.Username, name, null, null, null), Some.ADayBefore,
            default)).Status;

    private async Task<RegisterOutcome> RegisterAsync(string name, DateTimeOffset at) =>
        (await Accounts.RegisterAsync(new(Some.User(), name, "hash", null, at, null), default)).Outcome;

    private async Task<(string Id, string Name)> PersonAsync()
    {
        var (id, name) = (Some.User(), Some.Username());
        await Accounts.RegisterAsync(new(id, name, "hash", "A Person", Some.Now, null), default);
        return (id, name);
    }
}
