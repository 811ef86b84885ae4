using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class EmbeddedNameHoldTests : IDisposable
{
    private static readonly DateTimeOffset HeldUntil = new(2030, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-holds-");
    private readonly EmbeddedStores _stores;

    public EmbeddedNameHoldTests() =>
        _stores = new EmbeddedStores(new EmbeddedOptions { Folder = _folder.FullName, WaitForDisk = false });

    [Fact]
    public async Task A_name_held_for_a_deleted_account_is_taken_until_the_hold_ends()
    {
        await HoldAsync("ada");

        Assert.Equal(RegisterOutcome.UsernameTaken, await RegisterAsync("ada", HeldUntil.AddMilliseconds(-1)));
        Assert.Equal(RegisterOutcome.Registered, await RegisterAsync("ada", HeldUntil));
        Assert.Equal(RegisterOutcome.UsernameTaken, await RegisterAsync("ada", HeldUntil.AddYears(1)));
        Assert.NotNull(await _stores.Accounts.FindByNameAsync("ada", CancellationToken.None));
    }

    [Fact]
    public async Task A_held_name_finds_no_one_and_no_one_is_renamed_to_it()
    {
        await HoldAsync("ada");
        await RegisterAsync("bob", HeldUntil.AddDays(-1));
        var bob = (await _stores.Profiles.FindIdByNameAsync("bob", CancellationToken.None))!;

        var (status, _, _) = await _stores.Profiles.UpdateAsync(
            bob, new ProfileChange(ProfileFields.Username, "ada", null, null, null), DateTimeOffset.UnixEpoch,
            CancellationToken.None);

        Assert.Equal(UpdateProfileStatus.UsernameTaken, status);
        Assert.Null(await _stores.Profiles.FindIdByNameAsync("ada", CancellationToken.None));
        Assert.Null(await _stores.Accounts.FindByNameAsync("ada", CancellationToken.None));
    }

    public void Dispose()
    {
        _stores.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<int> HoldAsync(string username) => _stores.Database.WriteAsync(
        session => session["INSERT INTO usernames (username, held_until) VALUES ($username, $until)"]
            .With("$username", username).With("$until", HeldUntil).Run(),
        CancellationToken.None);

    private async Task<RegisterOutcome> RegisterAsync(string username, DateTimeOffset at) =>
        (await _stores.Accounts.RegisterAsync(
            new NewAccount(Guid.NewGuid().ToString("N"), username, "hash", null, at, null),
            CancellationToken.None)).Outcome;
}
