using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class ExternalIdentityStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IExternalIdentityStore Store => Port<IExternalIdentityStore>();

    protected IAccountStore Accounts => Port<IAccountStore>();

    protected IProfileStore Profiles => Port<IProfileStore>();

    protected IErasureStore Erasures => Port<IErasureStore>();

    [Fact]
    public async Task A_person_of_an_identity_has_a_profile_and_no_account()
    {
        var person = New() with { Fullname = "Ünï Çödé 👩‍🚀", Bio = "bio" };
        Assert.Null(await Store.FindUserAsync(person.Identity, default));

        Assert.Equal((RegisterOutcome.Registered, person.UserId), await RegisterAsync(person));

        Assert.Equal(person.UserId, await Store.FindUserAsync(person.Identity, default));
        var profile = Assert.Single(await Profiles.GetManyAsync([person.UserId], default));
        Assert.Equal(
            new StoredProfile(person.UserId, person.Username, person.Fullname, person.Bio, null, person.CreatedAt, 0),
            profile);
        Assert.Equal(person.UserId, await Profiles.FindIdByNameAsync(person.Username, default));
        Assert.Equal(person.UserId,
            Assert.Single(await Profiles.SearchAsync(person.Username, null, 10, default)).UserId);
        Assert.Null(await Accounts.FindByNameAsync(person.Username, default));
    }

    [Fact]
    public async Task A_repeated_identity_returns_its_person_and_claims_no_name()
    {
        var person = New();
        await RegisterAsync(person);

        var again = person with { UserId = Some.User(), Username = Some.Username() };
        Assert.Equal((RegisterOutcome.Exists, person.UserId), await RegisterAsync(again));
        Assert.Null(await Profiles.FindIdByNameAsync(again.Username, default));
        Assert.Empty(await Profiles.GetManyAsync([again.UserId], default));
        Assert.Equal((RegisterOutcome.Exists, person.UserId),
            await RegisterAsync(person with { UserId = Some.User() }));
    }

    [Fact]
    public async Task Concurrent_arrivals_of_one_identity_make_one_person()
    {
        var person = New();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(_ => RegisterAsync(person with { UserId = Some.User(), Username = Some.Username() }).AsTask()));

        var made = Assert.Single(answers, answer => answer.Outcome == RegisterOutcome.Registered).UserId;
        Assert.All(answers, answer => Assert.Equal(made, answer.UserId));
        Assert.Equal(made, await Store.FindUserAsync(person.Identity, default));
    }

    [Fact]
    public async Task A_name_is_claimed_once_across_all_ways_to_sign_in()
    {
        var person = New();
        await RegisterAsync(person);
        Assert.Equal((RegisterOutcome.UsernameTaken, null),
            await RegisterAsync(New() with { Username = person.Username }));
        Assert.Equal(RegisterOutcome.UsernameTaken,
            (await Accounts.RegisterAsync(Account(person.Username), default)).Outcome);

        var account = Account(Some.Username());
        await Accounts.RegisterAsync(account, default);
        var late = New() with { Username = account.Username };
        Assert.Equal((RegisterOutcome.UsernameTaken, null), await RegisterAsync(late));
        Assert.Null(await Store.FindUserAsync(late.Identity, default));
    }

    [Fact]
    public async Task A_name_held_for_a_deleted_account_is_taken_until_its_hold_ends()
    {
        var deleted = Account(Some.Username());
        var heldUntil = Some.Now.AddDays(30);
        await Accounts.RegisterAsync(deleted, default);
        await Erasures.BeginAsync(deleted.UserId, Some.Now, heldUntil, Some.Now, Some.Now, default);

        var early = New() with { Username = deleted.Username, CreatedAt = heldUntil.AddMilliseconds(-1) };
        Assert.Equal((RegisterOutcome.UsernameTaken, null), await RegisterAsync(early));
        Assert.Equal((RegisterOutcome.Registered, early.UserId),
            await RegisterAsync(early with { CreatedAt = heldUntil }));
    }

    [Fact]
    public async Task An_erased_identity_can_register_again()
    {
        var (person, other) = (New(), New());
        await RegisterAsync(person);
        await RegisterAsync(other);

        await Store.EraseAsync(person.UserId, default);
        await Store.EraseAsync(person.UserId, default);

        Assert.Null(await Store.FindUserAsync(person.Identity, default));
        Assert.Equal(other.UserId, await Store.FindUserAsync(other.Identity, default));
        var again = person with { UserId = Some.User(), Username = Some.Username() };
        Assert.Equal((RegisterOutcome.Registered, again.UserId), await RegisterAsync(again));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var person = New();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.RegisterAsync(person, Some.Cancelled));
        Assert.Null(await Store.FindUserAsync(person.Identity, default));

        await RegisterAsync(person);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(person.UserId, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.FindUserAsync(person.Identity, Some.Cancelled));
        Assert.Equal(person.UserId, await Store.FindUserAsync(person.Identity, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (made, erased) = (New(), New());
        await RegisterAsync(erased);
        async Task<object?[]> SeeAsync(NewExternalPerson person) =>
        [
            await Store.FindUserAsync(person.Identity, default), await Profiles.GetManyAsync([person.UserId], default),
            await Profiles.FindIdByNameAsync(person.Username, default),
            await Profiles.SearchAsync(person.Username, null, 10, default),
        ];
        return
        [
            new("register", () => RegisterAsync(made).AsTask(), () => SeeAsync(made)),
            new("erase", () => Store.EraseAsync(erased.UserId, default).AsTask(), () => SeeAsync(erased)),
        ];
    }

    private static NewExternalPerson New() =>
        new(Some.User() + Some.User(), Some.User(), Some.Username(), null, null, Some.Now);

    private static NewAccount Account(string username) => new(Some.User(), username, "hash", null, Some.Now, null);

    private ValueTask<(RegisterOutcome Outcome, string? UserId)> RegisterAsync(NewExternalPerson person) =>
        Store.RegisterAsync(person, default);
}
