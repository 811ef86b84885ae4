using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Xunit;

namespace Reels.Tests.Cluster.Accounts;

[Collection(nameof(ReelsCluster))]
public sealed class PasswordTests(ReelsCluster cluster) : IAsyncLifetime
{
    private const string Old = "correct horse battery";
    private const string New = "staple and correct horse";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly string _user = $"{Guid.NewGuid():N}";
    private readonly string _name = $"ann{Guid.NewGuid():N}"[..25];

    private IAccountGrain Account => cluster.Client.GetGrain<IAccountGrain>(_name);

    private IPasswordGrain Passwords => cluster.Client.GetGrain<IPasswordGrain>(_user);

    private IPasswordGrain PasswordsElsewhere => cluster.ClientElsewhere.GetGrain<IPasswordGrain>(_user);

    public async ValueTask InitializeAsync() => await Account.Register(new(_user, Old, null, null));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_new_password_signs_in_and_other_sign_ins_end()
    {
        var (mine, other) = (await SignInAsync(), await SignInAsync());
        Assert.Equal(ChangePasswordStatus.Changed, (await Passwords.Change(Old, New, mine)).Status);

        Assert.Null((await Account.SignIn(Old)).UserId);
        Assert.Equal(_user, (await Account.SignIn(New)).UserId);
        Assert.True(await IsAliveAsync(mine));
        Assert.False(await IsAliveAsync(other));
    }

    [Fact]
    public async Task A_wrong_password_changes_and_ends_nothing()
    {
        var session = await SignInAsync();
        Assert.Equal(ChangePasswordStatus.WrongPassword,
            (await Passwords.Change("correct horse batterz", New, null)).Status);

        Assert.Equal(_user, (await Account.SignIn(Old)).UserId);
        Assert.True(await IsAliveAsync(session));
    }

    [Fact]
    public async Task An_unknown_account_has_no_password_and_keeps_no_activation()
    {
        var nobodys = cluster.Client.GetGrain<IPasswordGrain>($"{Guid.NewGuid():N}");
        Assert.Equal(ChangePasswordStatus.UserNotFound, (await nobodys.Change(Old, New, null)).Status);
        await Until.TrueAsync(() => !cluster.IsAwake(nobodys));
    }

    [Theory]
    [InlineData("IAccountStore.SetPasswordHashAsync", false, false)]
    [InlineData("IAccountStore.SetPasswordHashAsync", true, true)]
    [InlineData("IAccountStore.SettlePasswordAsync", false, true)]
    [InlineData("IAccountStore.SettlePasswordAsync", true, true)]
    public async Task A_retry_completes_a_failed_password_change(string call, bool afterItsEffect, bool isChanged)
    {
        var (mine, other) = (await SignInAsync(), await SignInAsync());
        using (cluster.Probe.FailOnce(call, afterItsEffect))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => Passwords.Change(Old, New, mine));
        Assert.Equal(isChanged, (await Account.SignIn(New)).UserId is not null);
        Assert.Equal(isChanged, (await cluster.Stores.Sessions.GetAsync(other, default))!.Ended);

        cluster.Probe.ForgetCalls();
        Assert.Equal(ChangePasswordStatus.Changed, (await PasswordsElsewhere.Change(Old, New, mine)).Status);
        Assert.Equal(1, cluster.Probe.CallsOf("IAccountStore.SettlePasswordAsync"));
        Assert.Equal(_user, (await Account.SignIn(New)).UserId);
        Assert.True(await IsAliveAsync(mine));
        Assert.False(await IsAliveAsync(other));
    }

    [Fact]
    public async Task Of_two_concurrent_changes_one_finds_its_password_wrong()
    {
        var gate = new Gate();
        cluster.Probe.ForgetCalls();
        cluster.Probe.Before = (name, _) => name == "IAccountStore.SetPasswordHashAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        var both = new[] { Passwords.Change(Old, New, null), PasswordsElsewhere.Change(Old, "another password", null) };
        await Until.TrueAsync(() => cluster.Probe.CallsOf("IAccountStore.SetPasswordHashAsync") >= 2);
        gate.Open();
        cluster.Probe.Before = null;

        var answers = await Task.WhenAll(both);
        Assert.Single(answers, answer => answer.Status == ChangePasswordStatus.Changed);
        Assert.Single(answers, answer => answer.Status == ChangePasswordStatus.WrongPassword);
        var made = answers[0].Status == ChangePasswordStatus.Changed ? New : "another password";
        Assert.Equal(_user, (await Account.SignIn(made)).UserId);
    }

    [Fact]
    public async Task The_old_password_begins_no_session_after_a_change()
    {
        var letIn = await Account.SignIn(Old);
        await Passwords.Change(Old, New, null);

        var late = cluster.Client.GetGrain<ISessionGrain>($"{Guid.NewGuid():N}");
        Assert.Null((await late.Start(_user, letIn.PasswordVersion, Lifetime)).UserId);
        Assert.Null((await late.Refresh(1, Lifetime)).UserId);
        Assert.Equal(_user, (await late.Start(_user, (await Account.SignIn(New)).PasswordVersion, Lifetime)).UserId);
    }

    private async Task<string> SignInAsync()
    {
        var id = $"{Guid.NewGuid():N}";
        Assert.NotNull((await cluster.Client.GetGrain<ISessionGrain>(id).Start(_user, 0, Lifetime)).UserId);
        return id;
    }

    private async Task<bool> IsAliveAsync(string sessionId) =>
        (await cluster.Client.GetGrain<ISessionGrain>(sessionId).Refresh(1, Lifetime)).UserId is not null;
}
