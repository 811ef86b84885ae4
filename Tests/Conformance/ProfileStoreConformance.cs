using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class ProfileStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IProfileStore Store => Port<IProfileStore>();

    protected IAccountStore Accounts => Port<IAccountStore>();

    protected IMediaReferences Avatars => References(MediaKind.Avatar);

    protected IMediaErasureStore Erasures => Port<IMediaErasureStore>();

    [Fact]
    public async Task Existing_profiles_are_returned_once_each()
    {
        var ada = await PersonAsync();
        var bob = await PersonAsync();

        var profiles = await Store.GetManyAsync([ada.UserId, Some.User(), bob.UserId, ada.UserId], default);

        Assert.Equal(new[] { ada, bob }.OrderBy(profile => profile.UserId),
            profiles.OrderBy(profile => profile.UserId));
        Assert.Empty(await Store.GetManyAsync([], default));
        Assert.Null(await Store.FindIdByNameAsync(Some.Username(), default));
    }

    [Fact]
    public async Task A_change_sets_only_the_named_fields_and_null_clears()
    {
        var person = await PersonAsync();

        await ChangeAsync(person, ProfileFields.Fullname | ProfileFields.Bio, fullname: "Zoë 🦊", bio: Some.Text(150));
        var (status, set, _) = await ChangeAsync(person, ProfileFields.Fullname, fullname: null, bio: "not named");

        Assert.Equal(UpdateProfileStatus.Updated, status);
        Assert.Equal(person with { Fullname = null, Bio = Some.Text(150), Seq = 2 }, set);
        Assert.Equal(set, await GetAsync(person.UserId));
    }

    [Fact]
    public async Task The_seq_rises_with_each_change_and_with_no_repeat()
    {
        var person = await PersonAsync();
        var other = await PersonAsync();

        foreach (var (bio, seq) in new[] { ("a", 1), ("a", 1), ("b", 2) })
            Assert.Equal(seq, (await ChangeAsync(person, ProfileFields.Bio, bio: bio)).Profile!.Seq);

        await ChangeAsync(person, ProfileFields.Username, username: other.Username);
        Assert.Equal(2, (await GetAsync(person.UserId)).Seq);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => ChangeAsync(person, ProfileFields.Bio, bio: $"{i}").AsTask()));
        Assert.Equal(Enumerable.Range(3, 20).Select(seq => (long)seq),
            answers.Select(answer => answer.Profile!.Seq).Order());
        Assert.Equal(22, (await GetAsync(person.UserId)).Seq);
    }

    [Fact]
    public async Task A_new_person_can_be_recorded_late_and_twice()
    {
        var person = await PersonAsync();
        await Store.BeginAsync(person);
        var (_, changed, _) = await ChangeAsync(person, ProfileFields.Bio, bio: "new");

        await Store.BeginAsync(person);

        Assert.Equal(changed, await GetAsync(person.UserId));
    }

    [Fact]
    public async Task A_change_of_an_unknown_user_is_refused() =>
        Assert.Equal(
            UpdateProfileStatus.UserNotFound,
            (await Store.UpdateAsync(Some.User(), new ProfileChange(ProfileFields.Bio, null, null, "x", null),
                Some.ADayBefore, default)).Status);

    [Fact]
    public async Task A_rename_frees_the_old_name_and_moves_the_sign_in()
    {
        var person = await PersonAsync();
        var name = Some.Username();

        Assert.Equal(UpdateProfileStatus.Updated,
            (await ChangeAsync(person, ProfileFields.Username, username: name)).Status);
        Assert.Equal(UpdateProfileStatus.Updated,
            (await ChangeAsync(person, ProfileFields.Username, username: name)).Status);

        Assert.Equal(person.UserId, await Store.FindIdByNameAsync(name, default));
        Assert.Equal(name, (await Accounts.FindByNameAsync(name, default))!.Username);
        Assert.Null(await Store.FindIdByNameAsync(person.Username, default));
        Assert.Null(await Accounts.FindByNameAsync(person.Username, default));
        await PersonAsync(person.Username);
    }

    [Fact]
    public async Task A_taken_name_refuses_the_whole_change()
    {
        var person = await PersonAsync();
        var other = await PersonAsync();
        var (avatar, next) = (Some.Media(MediaKind.Avatar), Some.Media(MediaKind.Avatar));
        await ChangeAsync(person, ProfileFields.Avatar, avatar: avatar);

        var (status, _, _) = await ChangeAsync(
            person, ProfileFields.Username | ProfileFields.Bio | ProfileFields.Avatar, username: other.Username,
            bio: "new", avatar: next);

        Assert.Equal(UpdateProfileStatus.UsernameTaken, status);
        Assert.Equal(person with { AvatarKey = avatar.Key, Seq = 1 }, await GetAsync(person.UserId));
        Assert.Equal([next.Key], await Avatars.FindUnreferencedAsync([avatar.Key, next.Key], default));
        Assert.Equal(other.UserId, await Store.FindIdByNameAsync(other.Username, default));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_renames_to_a_name_wins()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PersonAsync()));
        var name = Some.Username();

        var answers = await Task.WhenAll(
            people.Select(person => ChangeAsync(person, ProfileFields.Username, username: name).AsTask()));

        var winner = Assert.Single(people.Zip(answers),
            pair => pair.Second.Status == UpdateProfileStatus.Updated).First;
        Assert.Equal(winner.UserId, await Store.FindIdByNameAsync(name, default));
        var after = await Store.GetManyAsync([.. people.Select(person => person.UserId)], default);
        Assert.Equal(20, after.Select(profile => profile.Username).Distinct().Count());
    }

    [Fact]
    public async Task A_replaced_avatar_is_queued_for_erasure_once()
    {
        var person = await PersonAsync();
        var (first, second) = (Some.Media(MediaKind.Avatar), Some.Media(MediaKind.Avatar));

        await ChangeAsync(person, ProfileFields.Avatar, avatar: first);
        var replaced = await ChangeAsync(person, ProfileFields.Avatar, avatar: second);
        var (_, profile, again) = await ChangeAsync(person, ProfileFields.Avatar, avatar: second);

        Assert.Equal([first.Key], replaced.Unreferenced);
        Assert.Empty(again);
        Assert.Equal(second.Key, profile!.AvatarKey);
        Assert.Equal([first.Key], await Avatars.FindUnreferencedAsync([first.Key, second.Key], default));
        var queued = await Erasures.ListAsync(100_000, default);
        Assert.Single(queued, first.Key);
        Assert.DoesNotContain(second.Key, queued);
    }

    [Fact]
    public async Task Erased_media_refuses_the_whole_change()
    {
        var person = await PersonAsync();
        var erased = Some.Media(MediaKind.Avatar);
        await ChangeAsync(person, ProfileFields.Avatar, avatar: erased);
        await ChangeAsync(person, ProfileFields.Avatar, avatar: null);
        var old = Some.Media(MediaKind.Avatar, Some.ADayBefore.AddMilliseconds(-1));
        var name = Some.Username();

        foreach (var refused in (MediaItem[])[erased, old])
        {
            const ProfileFields Fields = ProfileFields.Avatar | ProfileFields.Bio | ProfileFields.Username;
            var (status, _, _) = await ChangeAsync(person, Fields, username: name, bio: "new", avatar: refused);
            Assert.Equal(UpdateProfileStatus.MediaGone, status);
        }

        Assert.Equal(person with { Seq = 2 }, await GetAsync(person.UserId));
        Assert.Null(await Store.FindIdByNameAsync(name, default));
        Assert.Equal(person.UserId, await Store.FindIdByNameAsync(person.Username, default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var person = await PersonAsync();
        var change = new ProfileChange(ProfileFields.Bio, null, null, "new", null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.UpdateAsync(person.UserId, change, Some.ADayBefore, Some.Cancelled));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.GetManyAsync([person.UserId], Some.Cancelled));
        Assert.Equal(person, await GetAsync(person.UserId));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (person, name, first, second) = (await PersonAsync(), Some.Username(), Some.Media(MediaKind.Avatar),
            Some.Media(MediaKind.Avatar));
        await ChangeAsync(person, ProfileFields.Avatar, avatar: first);
        return
        [
            new(
                "change",
                () => ChangeAsync(person, ProfileFields.Username | ProfileFields.Fullname | ProfileFields.Avatar, name,
                    "Another", null, second).AsTask(),
                async () =>
                [
                    await GetAsync(person.UserId), await Store.FindIdByNameAsync(name, default),
                    await Store.FindIdByNameAsync(person.Username, default),
                    await Store.SearchAsync(name, null, 10, default),
                    await Avatars.FindUnreferencedAsync([first.Key, second.Key], default),
                    (await Erasures.ListAsync(100_000, default)).Contains(first.Key),
                    await Accounts.FindByIdAsync(person.UserId, default),
                ]),
        ];
    }

    private async Task<StoredProfile> PersonAsync(string? username = null)
    {
        var account = new NewAccount(Some.User(), username ?? Some.Username(), "hash", "Full Name", Some.Now, null);
        Assert.Equal(RegisterOutcome.Registered, (await Accounts.RegisterAsync(account, default)).Outcome);
        return new StoredProfile(account.UserId, account.Username, account.Fullname, null, null, account.CreatedAt, 0);
    }

    private async Task<StoredProfile> GetAsync(string userId) =>
        Assert.Single(await Store.GetManyAsync([userId], default));

    private ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile,
        IReadOnlyList<string> Unreferenced)> ChangeAsync(
        StoredProfile person, ProfileFields fields, string? username = null, string? fullname = null,
        string? bio = null, MediaItem? avatar = null) =>
        Store.UpdateAsync(person.UserId, new ProfileChange(fields, username, fullname, bio, avatar), Some.ADayBefore,
            default);
}
