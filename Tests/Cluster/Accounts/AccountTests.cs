using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.Accounts;

[Collection(nameof(ReelsCluster))]
public sealed class AccountTests(ReelsCluster cluster)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_registered_person_can_sign_in_and_is_found_by_name()
    {
        var name = NewName();
        var registration = NewRegistration();
        Assert.Equal(new(RegisterStatus.Registered, registration.UserId), await Account(name).Register(registration));
        Assert.Equal(registration.UserId, (await Account(name).SignIn(Password)).UserId);
        Assert.Equal(registration.UserId, await cluster.ClientElsewhere.GetGrain<IDirectoryGrain>(0).FindByName(name));
        var profile = await cluster.Client.GetGrain<IUserGrain>(registration.UserId).GetProfile(null);
        Assert.Equal((name, "Ann O'Nym"), (profile!.Person.Summary.Username, profile.Person.Summary.Fullname));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var name = NewName();
        await Account(name).Register(NewRegistration());
        Assert.Null((await Account(name).SignIn("correct horse batterz")).UserId);
        Assert.Null((await Account(name).SignIn("")).UserId);
    }

    [Fact]
    public async Task An_unknown_name_answers_like_a_wrong_password()
    {
        var unknown = Account(NewName());
        Assert.Null((await unknown.SignIn(Password)).UserId);
        Assert.Null(await cluster.Client.GetGrain<IDirectoryGrain>(0).FindByName(unknown.GetPrimaryKeyString()));
        await Until.TrueAsync(() => !cluster.IsAwake(unknown));
    }

    [Fact]
    public async Task Of_concurrent_claims_of_a_name_one_succeeds()
    {
        var name = NewName();
        var claims = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => Account(name, elsewhere: i % 2 == 0)
                .Register(NewRegistration(hash: i % 4 < 2 ? null : $"h{i}"))));
        var winner = Assert.Single(claims, claim => claim.Status == RegisterStatus.Registered);
        Assert.All(claims.Where(claim => claim != winner),
            claim => Assert.Equal(new(RegisterStatus.UsernameTaken, null), claim));
        Assert.Equal(winner.UserId, (await Account(name).SignIn(Password)).UserId);
    }

    [Fact]
    public async Task A_replayed_registration_answers_with_its_account()
    {
        var name = NewName();
        var registration = NewRegistration(hash: "h");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Account(name, elsewhere: i % 2 == 0).Register(registration)));
        Assert.Single(answers, answer => answer.Status == RegisterStatus.Registered);
        Assert.Equal(9, answers.Count(answer => answer.Status == RegisterStatus.Replayed));
        Assert.All(answers, answer => Assert.Equal(registration.UserId, answer.UserId));
    }

    [Fact]
    public async Task A_key_with_another_request_or_password_counts_as_reused()
    {
        var name = NewName();
        var registration = NewRegistration(hash: "h");
        await Account(name).Register(registration);
        Assert.Equal(new(RegisterStatus.KeyReused, null),
            await Account(name).Register(registration with { RequestHash = "other" }));
        Assert.Equal(new(RegisterStatus.KeyReused, null),
            await Account(name).Register(registration with { Password = "another password" }));
        Assert.Equal(registration.UserId, (await Account(name).SignIn(Password)).UserId);
    }

    [Fact]
    public async Task A_replay_finds_its_account_after_its_name_went_to_another()
    {
        var name = NewName();
        var registration = NewRegistration(hash: "h");
        await Account(name).Register(registration);
        await cluster.Client.GetGrain<IUserGrain>(registration.UserId)
            .UpdateProfile(new(ProfileFields.Username, NewName(), null, null, null));
        Assert.Equal(RegisterStatus.Replayed, (await Account(name).Register(registration)).Status);

        Assert.Equal(RegisterStatus.Registered, (await Account(name).Register(NewRegistration(hash: "h"))).Status);
        Assert.Equal(new(RegisterStatus.Replayed, registration.UserId), await Account(name).Register(registration));
    }

    [Theory]
    [InlineData(false, RegisterStatus.Registered)]
    [InlineData(true, RegisterStatus.Replayed)]
    public async Task A_retry_completes_a_failed_registration(bool afterItsEffect,
        RegisterStatus expected)
    {
        var name = NewName();
        var registration = NewRegistration(hash: "h");
        using (cluster.Probe.FailOnce("IAccountStore.RegisterAsync", afterItsEffect))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Account(name).Register(registration));
        Assert.Equal(new(expected, registration.UserId), await Account(name).Register(registration));
    }

    private IAccountGrain Account(string name, bool elsewhere = false) =>
        (elsewhere ? cluster.ClientElsewhere : cluster.Client).GetGrain<IAccountGrain>(name);

    private static string NewName() => $"n{Guid.NewGuid():N}"[..20];

    private static Registration NewRegistration(string? hash = null) =>
        new($"{Guid.NewGuid():N}", Password, "Ann O'Nym", hash);
}
