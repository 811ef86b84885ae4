using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Profiles;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

public class ProfileProjectionTests : ProjectionTests
{
    [Fact]
    public async Task New_people_reach_the_projection_without_a_change()
    {
        var silo = await SiloAsync();
        var row = await ProfileRowUnderTest.NewAsync(Sides);
        var external = new NewExternalPerson(Some.User(), Some.User(), Some.Username(), "Name", "Bio", Some.Now);
        await Sides.TruthEngine.Stores.ExternalIdentities.RegisterAsync(external, default);

        await Until.TrueAsync(async () => await row.ReadProjectionAsync() is not null
            && (await Sides.Profiles.Projection.GetManyAsync([external.UserId], default)).Count == 1);

        await AssertAgreeAsync(row);
        Sides.Truth.Fail();
        Assert.Equal("Bio", Assert.Single(await silo.Profiles.GetManyAsync([external.UserId], default)).Bio);
    }

    [Fact]
    public async Task A_new_person_is_projected_before_the_answer()
    {
        var silo = await SiloAsync();
        var row = (ProfileRowUnderTest)await ProfileRowUnderTest.NewAsync(Sides);
        var profile = Assert.IsType<StoredProfile>(await row.ReadTruthAsync());
        Sides.Truth.Fail();

        await silo.Profiles.BeginAsync(profile);

        Assert.Equal(profile, Assert.Single(await silo.Profiles.GetManyAsync([row.UserId], default)));
    }

    [Fact]
    public async Task A_new_person_is_answered_without_a_projection()
    {
        var silo = await SiloAsync();
        Sides.Projection.Fail();
        var row = (ProfileRowUnderTest)await ProfileRowUnderTest.NewAsync(Sides);
        var profile = Assert.IsType<StoredProfile>(await row.ReadTruthAsync());

        await silo.Profiles.BeginAsync(profile);

        Assert.False(silo.Profiles.IsCurrent);
        Sides.Projection.Recover();
        await Until.TrueAsync(async () => profile.Equals(await row.ReadProjectionAsync()));
    }

    [Fact]
    public async Task Deleted_people_leave_the_projection_for_good()
    {
        var silo = await SiloAsync();
        var row = (ProfileRowUnderTest)await ProfileRowUnderTest.NewAsync(Sides);
        await row.WriteAsync(silo, 1);
        var before = Assert.Single(await silo.Profiles.GetManyAsync([row.UserId], default));

        await Sides.TruthEngine.Stores.Erasures.BeginAsync(row.UserId, Some.Now, Some.Now, Some.Now, Some.Now, default);
        await Until.TrueAsync(async () => await row.ReadProjectionAsync() is null);
        await Sides.Profiles.Projection.PutAsync([ProfileRow.Of(before)], default);

        Assert.Null(await row.ReadProjectionAsync());
        Sides.Truth.Fail();
        Assert.Empty(await silo.Profiles.GetManyAsync([row.UserId], default));
    }

    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) => ProfileRowUnderTest.NewAsync(sides);
}

public class ProfileProjectionHistoryTests : ProjectionHistoryTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) => ProfileRowUnderTest.NewAsync(sides);
}

/// <summary>A profile whose bio is the number of the write. The truth gives the seq.</summary>
internal sealed class ProfileRowUnderTest(Sides sides, string userId) : IProjectedRow
{
    public string UserId => userId;

    public static async Task<IProjectedRow> NewAsync(Sides sides)
    {
        var account = new NewAccount(Some.User(), Some.Username(), "hash", null, Some.Now, null);
        await sides.TruthEngine.Stores.Accounts.RegisterAsync(account, default);
        return new ProfileRowUnderTest(sides, account.UserId);
    }

    public async Task WriteAsync(ProjectedSilo silo, long seq) => await silo.Profiles.UpdateAsync(
        userId, new ProfileChange(ProfileFields.Bio, null, null, (string)StateAfter(seq), null), Some.ADayBefore,
        default);

    public async Task<object?> ReadAsync(ProjectedSilo silo) =>
        Assert.Single(await silo.Profiles.GetManyAsync([userId], default)).Bio;

    public object StateAfter(long seq) => $"{seq}";

    public async Task<object?> ReadTruthAsync() =>
        (await sides.TruthEngine.Stores.Profiles.GetManyAsync([userId], default)).SingleOrDefault();

    public async Task<object?> ReadProjectionAsync() =>
        (await sides.ProjectionEngine.Profiles.GetManyAsync([userId], default)).SingleOrDefault();
}
