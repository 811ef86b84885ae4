using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class AccountStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IAccountStore Store => Port<IAccountStore>();

    protected IProfileStore Profiles => Port<IProfileStore>();

    [Fact]
    public async Task A_registered_account_is_found_by_its_name_and_has_a_profile()
    {
        var account = New() with { Fullname = "Ünï Çödé 👩‍🚀", RequestHash = "hash" };

        var (outcome, made) = await Store.RegisterAsync(account, default);

        Assert.Equal(RegisterOutcome.Registered, outcome);
        Assert.Equal(new Account(account.UserId, account.Username, account.PasswordHash, "hash", 0), made);
        Assert.Equal(made, await Store.FindByNameAsync(account.Username, default));
        var profile = Assert.Single(await Profiles.GetManyAsync([account.UserId], default));
        Assert.Equal(
            new StoredProfile(account.UserId, account.Username, account.Fullname, null, null, account.CreatedAt, 0),
            profile);
        Assert.Equal(account.UserId, await Profiles.FindIdByNameAsync(account.Username, default));
    }

    [Fact]
    public async Task An_unknown_name_finds_no_account() =>
        Assert.Null(await Store.FindByNameAsync(Some.Username(), default));

    [Fact]
    public async Task A_password_hash_is_replaced_only_if_the_old_one_matches()
    {
        var account = New();
        await Store.RegisterAsync(account, default);
        Assert.Equal(account.Username, (await Store.FindByIdAsync(account.UserId, default))!.Username);
        Assert.Null(await Store.FindByIdAsync(Some.User(), default));

        Assert.True(
            await Store.SetPasswordHashAsync(account.UserId, "second", account.PasswordHash, null, Some.Now, default));
        Assert.False(
            await Store.SetPasswordHashAsync(account.UserId, "third", account.PasswordHash, null, Some.Now, default));
        Assert.False(await Store.SetPasswordHashAsync(Some.User(), "third", "second", null, Some.Now, default));

        Assert.Equal(("second", 1),
            (await Store.FindByIdAsync(account.UserId, default))! is var found
                ? (found.PasswordHash, found.PasswordVersion)
                : default);
        Assert.Equal("second", (await Store.FindByNameAsync(account.Username, default))!.PasswordHash);
    }

    [Fact]
    public async Task Settling_a_password_changes_nothing_however_often()
    {
        var account = New();
        await Store.RegisterAsync(account, default);
        await Store.SetPasswordHashAsync(account.UserId, "second", account.PasswordHash, null, Some.Now, default);
        var before = await Store.FindByIdAsync(account.UserId, default);

        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Store.SettlePasswordAsync(account.UserId, default).AsTask()));
        await Store.SettlePasswordAsync(Some.User(), default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.SettlePasswordAsync(account.UserId, Some.Cancelled));

        Assert.Equal(before, await Store.FindByIdAsync(account.UserId, default));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_password_changes_wins()
    {
        var account = New();
        await Store.RegisterAsync(account, default);

        var won = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i =>
                    Store.SetPasswordHashAsync(account.UserId, $"{i}", account.PasswordHash, null, Some.Now, default)
                        .AsTask()));

        Assert.Single(won, true);
        Assert.Equal($"{Array.IndexOf(won, true)}", (await Store.FindByIdAsync(account.UserId, default))!.PasswordHash);
    }

    [Fact]
    public async Task A_repeated_user_id_returns_the_first_and_claims_no_name()
    {
        var first = New();
        await Store.RegisterAsync(first, default);
        var other = New() with { UserId = first.UserId };

        var (outcome, account) = await Store.RegisterAsync(other, default);

        Assert.Equal(RegisterOutcome.Exists, outcome);
        Assert.Equal(first.Username, account!.Username);
        Assert.Equal(first.PasswordHash, account.PasswordHash);
        Assert.Null(await Store.FindByNameAsync(other.Username, default));
        Assert.Equal(RegisterOutcome.Registered,
            (await Store.RegisterAsync(New() with { Username = other.Username }, default)).Outcome);
    }

    [Fact]
    public async Task Concurrent_copies_of_a_request_make_one_account()
    {
        var account = New();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => Store.RegisterAsync(account, default).AsTask()));

        Assert.Single(answers, answer => answer.Outcome == RegisterOutcome.Registered);
        Assert.All(answers, answer => Assert.NotEqual(RegisterOutcome.UsernameTaken, answer.Outcome));
        Assert.All(answers, answer => Assert.Equal(account.UserId, answer.Account!.UserId));
    }

    [Fact]
    public async Task Concurrent_claims_of_a_name_leave_only_one_account()
    {
        var name = Some.Username();
        var claims = Enumerable.Range(0, 30).Select(_ => New() with { Username = name }).ToArray();

        var answers = await Task.WhenAll(claims.Select(claim => Store.RegisterAsync(claim, default).AsTask()));

        var winner = Assert.Single(claims.Zip(answers),
            pair => pair.Second.Outcome == RegisterOutcome.Registered).First;
        Assert.Equal(29,
            answers.Count(answer => answer.Outcome == RegisterOutcome.UsernameTaken && answer.Account is null));
        Assert.Equal(winner.UserId, (await Store.FindByNameAsync(name, default))!.UserId);
        Assert.Equal(winner.UserId,
            Assert.Single(await Profiles.GetManyAsync([.. claims.Select(claim => claim.UserId)], default)).UserId);
    }

    [Fact]
    public async Task Thousands_of_accounts_are_each_found()
    {
        var accounts = Enumerable.Range(0, Engine.Many).Select(_ => New()).ToArray();
        await Paging.AllAsync(Engine, accounts,
            async account =>
                Assert.Equal(RegisterOutcome.Registered, (await Store.RegisterAsync(account, default)).Outcome));

        foreach (var account in accounts.Where((_, i) => i % 97 == 0))
            Assert.Equal(account.UserId, (await Store.FindByNameAsync(account.Username, default))!.UserId);

        Assert.Equal(Engine.Many,
            (await Profiles.GetManyAsync([.. accounts.Select(account => account.UserId)], default)).Count);
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var account = New();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.RegisterAsync(account, Some.Cancelled).AsTask());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.FindByNameAsync(account.Username, Some.Cancelled));
        Assert.Null(await Store.FindByNameAsync(account.Username, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (made, changed) = (New(), New());
        await Store.RegisterAsync(changed, default);
        async Task<object?[]> SeeAsync(NewAccount account) =>
        [
            await Store.FindByNameAsync(account.Username, default),
            await Store.FindByIdAsync(account.UserId, default),
            await Profiles.GetManyAsync([account.UserId], default),
            await Profiles.FindIdByNameAsync(account.Username, default),
            await Profiles.SearchAsync(account.Username, null, 10, default),
        ];
        return
        [
            new("register", () => Store.RegisterAsync(made, default).AsTask(), () => SeeAsync(made)),
            new("password",
                () => Store.SetPasswordHashAsync(changed.UserId, "second", changed.PasswordHash, null, Some.Now,
                    default).AsTask(), () => SeeAsync(changed)),
        ];
    }

    private static NewAccount New() => new(Some.User(), Some.Username(), "AQAAAA" + Some.User(), null, Some.Now, null);
}
