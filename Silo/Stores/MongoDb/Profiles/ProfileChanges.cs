using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;
using Changed = (
    Reels.Grains.Interfaces.Users.UpdateProfileStatus Status,
    Reels.Grains.Stores.StoredProfile? Profile,
    System.Collections.Generic.IReadOnlyList<string> Unreferenced);

namespace Reels.Silo.Stores.MongoDb.Profiles;

/// <summary>
/// Changes of profiles. The update of the profile's document commits. A new name is claimed, and its search keys are
/// written, before it; what was replaced is released after it.
/// </summary>
internal sealed class ProfileChanges(PeopleCollections people, NameClaims names, DroppedAvatars avatars)
{
    /// <summary>Of concurrent changes one succeeds at each attempt.</summary>
    private const int MaxAttempts = 64;

    public async Task<Changed> MakeAsync(string userId, ProfileChange change, DateTimeOffset unreferencedSince,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryAsync(userId, change, unreferencedSince, cancellationToken) is { } changed)
                return changed;
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>Null where another change came first.</summary>
    private async Task<Changed?> TryAsync(string userId, ProfileChange change, DateTimeOffset unreferencedSince,
        CancellationToken cancellationToken)
    {
        if (await people.FindLiveUserAsync(userId, cancellationToken) is not { } before)
            return (UpdateProfileStatus.UserNotFound, null, []);
        var after = After(before.Profile, change);
        if (after.AvatarKey != before.AvatarKey && change.Avatar is { } avatar && !await avatars.IsUsableAsync(
            before, avatar.Key, avatar.UploadedAt, unreferencedSince, cancellationToken))
        {
            return (UpdateProfileStatus.MediaGone, null, []);
        }

        if (after == before.Profile)
        {
            await AfterCommit.RunAsync(() => avatars.SettleAsync(before));
            return (UpdateProfileStatus.Updated, after, []);
        }

        if (after.Username != before.Username && await ClaimAsync(before, after.Username, cancellationToken) is var own
            && own is not true)
        {
            return own is false ? (UpdateProfileStatus.UsernameTaken, null, []) : null;
        }

        var isNamed = after.Username != before.Username || after.Fullname != before.Fullname;
        if (isNamed)
            await WriteKeysAsync(after);
        cancellationToken.ThrowIfCancellationRequested();
        var changed = await people.Users.FindAndUpdateAsync(
            UserQueries.Unchanged(before), UserQueries.Change(before, after));
        return changed is null
            ? null
            : await AfterCommit.RunAsync(async () =>
                (UpdateProfileStatus.Updated, changed.Profile, await SettleAsync(before, changed, isNamed)));
    }

    /// <summary>False where another user has the name; null where another change of this user came first.</summary>
    private async Task<bool?> ClaimAsync(UserDocument user, string username, CancellationToken cancellationToken)
    {
        var wanted = new NameDocument { Id = username, UserId = user.Id, Fence = user.RenameFence, At = names.Now };
        // The caller has no time to compare with, so a reservation never ends here: no name is taken too early.
        var (outcome, found) = await names.ClaimAsync(wanted, now: null, cancellationToken);
        if (outcome == ClaimOutcome.Own && found.Fence != wanted.Fence)
        {
            var isAgain = await people.Names.UpdateOneAsync(
                NameQueries.WithFence(username, user.Id, found.Fence), NameQueries.ClaimAgain(wanted));
            return isAgain ? true : null;
        }

        return outcome != ClaimOutcome.Taken;
    }

    /// <summary>
    /// Writes the keys of the names. The seq keeps an earlier change, which removes keys late, from removing these.
    /// </summary>
    private async Task WriteKeysAsync(StoredProfile after)
    {
        SearchKeyDocument[] keys =
            [.. SearchKeyDocument.Of(after.UserId, after.Username, after.Fullname, after.Seq + 1)];
        if (keys.Length == 0 || await people.SearchKeys.InsertNewAsync(keys) == keys.Length)
            return;
        await people.SearchKeys.UpdateManyAsync(
            SearchKeyQueries.Any(keys.Select(key => key.Id)), SearchKeyQueries.RaiseSeq(after.Seq + 1));
    }

    private async Task<IReadOnlyList<string>> SettleAsync(UserDocument before, UserDocument changed, bool isNamed)
    {
        var unreferenced = await avatars.SettleAsync(changed);
        if (changed.Username != before.Username)
            await names.ReleaseAsync(before);
        if (isNamed)
            await people.SearchKeys.DeleteManyAsync(SearchKeyQueries.OfUserBefore(changed.Id, changed.Seq));
        return unreferenced;
    }

    private static StoredProfile After(StoredProfile before, ProfileChange change) => before with
    {
        Username = change.Fields.HasFlag(ProfileFields.Username) ? change.Username ?? before.Username : before.Username,
        Fullname = change.Fields.HasFlag(ProfileFields.Fullname) ? change.Fullname : before.Fullname,
        Bio = change.Fields.HasFlag(ProfileFields.Bio) ? change.Bio : before.Bio,
        AvatarKey = change.Fields.HasFlag(ProfileFields.Avatar) ? change.Avatar?.Key : before.AvatarKey,
    };
}
