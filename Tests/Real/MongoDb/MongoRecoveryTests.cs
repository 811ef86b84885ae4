using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.People;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>What a process leaves that dies between the steps of a write, and who completes it.</summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class MongoRecoveryTests(MongoFixture mongo) : PortSuite(mongo), IClassFixture<MongoFixture>
{
    private const int ClaimsName = 1;

    private IProfileTruth Profiles => Port<IProfileTruth>();

    private IErasureStore Erasures => Port<IErasureStore>();

    [Fact]
    public async Task A_name_that_was_claimed_and_never_taken_becomes_free()
    {
        var (first, second) = (await PersonAsync(), await PersonAsync());
        var name = Some.Username();
        Assert.True(await mongo.CutAsync(ClaimsName, afterItsEffect: true, () => RenameAsync(first, name)));

        Assert.Equal(UpdateProfileStatus.UsernameTaken, await RenameAsync(second, name));
        Assert.Null(await Profiles.FindIdByNameAsync(name, default));
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(2));
        var names = ActivatorUtilities.CreateInstance<NameClaims>(mongo.Ports, later);
        var claim = new NameDocument { Id = name, UserId = second };
        Assert.Equal(ClaimOutcome.Claimed, (await names.ClaimAsync(claim, now: null, default)).Outcome);
        Assert.Equal(UpdateProfileStatus.Updated, await RenameAsync(second, name));
        Assert.Equal(UpdateProfileStatus.UsernameTaken, await RenameAsync(first, name));
        Assert.Equal(second, await Profiles.FindIdByNameAsync(name, default));
    }

    [Fact]
    public async Task A_replaced_avatar_is_queued_wherever_the_change_was_cut()
    {
        for (var (command, isCut) = (0, true); isCut; command++)
        {
            var (person, first, second) = (await PersonAsync(), Some.Media(MediaKind.Avatar),
                Some.Media(MediaKind.Avatar));
            await SetAvatarAsync(person, first);
            isCut = await mongo.CutAsync(command, afterItsEffect: true, () => SetAvatarAsync(person, second).AsTask());

            var hasSecond = Assert.Single(await Profiles.GetManyAsync([person], default)).AvatarKey == second.Key;
            var queued = await Port<IMediaErasureStore>().ListAsync(100_000, default);
            Assert.Equal(hasSecond, queued.Contains(first.Key));
            Assert.DoesNotContain(second.Key, queued);
        }
    }

    [Fact]
    public async Task Profiles_are_listed_until_their_newest_state_is_projected()
    {
        var person = await PersonAsync();
        var made = await FindAsync(person);
        await RenameAsync(person, Some.Username());
        await Profiles.MarkProjectedAsync([made!], default);
        var changed = await FindAsync(person);
        Assert.Equal((1, 1), (changed!.Seq, changed.Profile!.Seq));

        await Profiles.MarkProjectedAsync([changed], default);
        Assert.Null(await FindAsync(person));
    }

    [Fact]
    public async Task A_deleted_person_is_listed_even_after_the_erasure_closed()
    {
        var person = await PersonAsync();
        await Erasures.BeginAsync(person, Some.Now, Some.Now, Some.Now, Some.Now, default);
        await Erasures.MarkSweptAsync([person], default);
        Assert.True(await Erasures.CloseAsync(person, default));

        var deleted = await FindAsync(person);
        Assert.Equal(new ProfileRow(person, 1, null), deleted);
        await Profiles.MarkProjectedAsync([deleted!], default);
        Assert.Null(await FindAsync(person));
        Assert.Null(await mongo.Ports.GetRequiredService<PeopleCollections>().Users.FindOneAsync(
            UserQueries.ById(person), default));
    }

    [Fact]
    public async Task Beyond_the_limit_lapsed_work_still_comes_by_shard()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PersonAsync()));
        for (var i = 0; i < people.Length; i++)
            await Erasures.BeginAsync(people[i], Some.Now, Some.Now, Some.Now, Some.Now.AddSeconds(-i), default);

        int[] shards = [.. people.Select(Shards.Of).Distinct().Order()];
        var expected = shards.SelectMany(shard => people.Reverse().Where(person => Shards.Of(person) == shard)).Take(5);
        Assert.Equal(expected, await Erasures.ListLapsedAsync(shards, Some.Now.AddDays(1), 5, default));
    }

    private async Task<ProfileRow?> FindAsync(string person)
    {
        for (ProfileRow? last = null; ;)
        {
            var rows = await Profiles.ListUnprojectedAsync(last, 3, default);
            if (rows.Count == 0 || rows.Any(row => row.UserId == person))
                return rows.SingleOrDefault(row => row.UserId == person);
            last = rows[^1];
        }
    }

    private async Task<UpdateProfileStatus> RenameAsync(string person, string name) => (await Profiles.UpdateAsync(
        person, new(ProfileFields.Username, name, null, null, null), Some.ADayBefore, default)).Status;

    private async ValueTask SetAvatarAsync(string person, MediaItem avatar) => await Profiles.UpdateAsync(
        person, new(ProfileFields.Avatar, null, null, null, avatar), Some.ADayBefore, default);

    private async Task<string> PersonAsync()
    {
        var account = new NewAccount(Some.User(), Some.Username(), "hash", "Full Name", Some.Now, null);
        await Port<IAccountStore>().RegisterAsync(account, default);
        return account.UserId;
    }
}
