using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.Users;

[Collection(nameof(ReelsCluster))]
public sealed class ProfileTests(ReelsCluster cluster) : IAsyncLifetime
{
    private string _ann = "", _bob = "";

    public async ValueTask InitializeAsync() =>
        (_ann, _bob) = await cluster.Stores.TwoPeopleAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_change_sets_the_fields_that_it_names_and_clears_with_null()
    {
        var changed = await User(_ann)
            .UpdateProfile(new(ProfileFields.Fullname | ProfileFields.Bio, "ignored", "Ann", "likes 🌻", null));
        Assert.Equal(UpdateProfileStatus.Updated, changed.Status);
        Assert.Equal(("Ann", "likes 🌻", $"p{_ann[..20]}"),
            (changed.Profile!.Person.Summary.Fullname, changed.Profile.Bio, changed.Profile.Person.Summary.Username));

        await User(_ann).UpdateProfile(new(ProfileFields.Bio, null, null, null, null));
        var read = await cluster.ClientElsewhere.GetGrain<IUserGrain>(_ann).GetProfile(_bob);
        Assert.Equal(("Ann", null), (read!.Person.Summary.Fullname, read.Bio));
    }

    [Fact]
    public async Task A_new_username_is_found_immediately_and_the_old_one_is_free()
    {
        var name = $"new{_ann[..10]}";
        await User(_ann).UpdateProfile(new(ProfileFields.Username, name, null, null, null));
        var directory = cluster.ClientElsewhere.GetGrain<IDirectoryGrain>(0);
        Assert.Equal(_ann, await directory.FindByName(name));
        Assert.Null(await directory.FindByName($"p{_ann[..20]}"));
        Assert.Equal(UpdateProfileStatus.Updated,
            (await User(_bob).UpdateProfile(new(ProfileFields.Username, $"p{_ann[..20]}", null, null, null))).Status);
    }

    [Fact]
    public async Task People_are_found_by_their_names_as_the_viewer_sees_them()
    {
        var word = $"w{_ann[..12]}";
        await User(_ann)
            .UpdateProfile(new(ProfileFields.Fullname, null, $"The {word.ToUpperInvariant()}s", null, null));
        await User(_bob).UpdateProfile(new(ProfileFields.Username, word, null, null, null));
        await User(_ann).Follow(_bob);
        var directory = cluster.ClientElsewhere.GetGrain<IDirectoryGrain>(0);

        var first = await directory.Search(_ann, word, null, 1);
        Assert.Equal((_bob, true),
            Assert.Single(first.Items) is var bob ? (bob.Summary.Id, bob.FollowedByMe!.Value) : default);
        var rest = await directory.Search(_ann, word, first.Next, 1);
        Assert.Equal(_ann, Assert.Single(rest.Items).Summary.Id);
        Assert.Null(rest.Next);
        Assert.Empty((await directory.Search(null, word + "x", null, 10)).Items);
        Assert.Empty((await directory.Search(null, " ", null, 10)).Items);
    }

    [Fact]
    public async Task Of_concurrent_renames_to_one_username_one_succeeds()
    {
        var people = await cluster.Stores.PeopleAsync(8);
        var name = $"name{_ann[..10]}";
        var claims = await Task.WhenAll(
            people.Select(person => User(person).UpdateProfile(new(ProfileFields.Username, name, "x", "x", null))));
        Assert.Single(claims, claim => claim.Status == UpdateProfileStatus.Updated);
        Assert.All(claims.Where(claim => claim.Status != UpdateProfileStatus.Updated),
            claim => Assert.Equal(new(UpdateProfileStatus.UsernameTaken, null, []), claim));
    }

    [Fact]
    public async Task An_upload_unused_for_24_hours_cannot_become_an_avatar()
    {
        var avatar = new MediaItem($"avatars/{_ann}.jpg", MediaKind.Avatar, "image/jpeg", 1_000, 64, 64, null,
            cluster.Stores.Time.Now());
        cluster.Stores.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1));
        var old = await User(_ann).UpdateProfile(new(ProfileFields.Avatar, null, null, null, avatar));
        Assert.Equal(new(UpdateProfileStatus.MediaGone, null, []), old);
        var young = await User(_ann)
            .UpdateProfile(
                new(ProfileFields.Avatar, null, null, null, avatar with { UploadedAt = cluster.Stores.Time.Now() }));
        Assert.Equal(avatar.Key, young.Profile!.Person.Summary.AvatarKey);
    }

    [Fact]
    public async Task Counts_that_cannot_be_read_are_null_and_named()
    {
        await cluster.Stores.ReelAsync(_ann);
        cluster.Probe.Before = (name, _) => name == "IReelStore.CountByAuthorsAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
            : Task.CompletedTask;
        var profile = await User(_ann).GetProfile(_bob);
        cluster.Probe.Before = null;
        Assert.Equal((0, null, "profiles"), (profile!.Followers, profile.Reels, Assert.Single(profile.Degraded)));
        Assert.Equal(1, (await User(_ann).GetProfile(_bob))!.Reels);
    }

    private IUserGrain User(string id) => cluster.Client.GetGrain<IUserGrain>(id);
}
