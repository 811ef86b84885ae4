using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.MongoDb.People;

/// <summary>
/// Claims of usernames. A name is claimed by insert. A claim is unused where its person was never made, or where the
/// profile of its user has another name; whoever wants the name removes an unused claim.
/// </summary>
/// <remarks>
/// A new name of a person is claimed before the profile has it. So that no unused claim is removed while its user
/// takes the name, the profile has a fence: a change of the name fails where the fence isn't that of the claim, and
/// whoever removes the claim raises the fence first. A claim is left alone for a minute, but that is only for fairness.
/// </remarks>
/// <param name="time">Real time.</param>
internal sealed class NameClaims(PeopleCollections people, Registration registration, TimeProvider time)
{
    private const int MaxAttempts = 16;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Claims a name that is free, or whose reservation has ended.</summary>
    /// <param name="claim">The claim to make.</param>
    /// <param name="now">Null where a reservation has no end for this caller.</param>
    public async Task<(ClaimOutcome Outcome, NameDocument Claim)> ClaimAsync(NameDocument claim, DateTimeOffset? now,
        CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await people.Names.InsertAsync(claim))
                return (ClaimOutcome.Claimed, claim);
            var found = await people.Names.FindOneAsync(NameQueries.ByName(claim.Id), cancellationToken);
            if (found is null)
                continue;
            if (found.UserId == claim.UserId)
                return (ClaimOutcome.Own, found);
            if (found.HeldUntil is { } until)
            {
                if (until > now || now is null)
                    return (ClaimOutcome.Taken, found);
                if (await people.Names.ReplaceAsync(NameQueries.Held(claim.Id, until), claim))
                    return (ClaimOutcome.Claimed, claim);
            }
            else if (!await RemoveUnusedAsync(found, cancellationToken))
            {
                return (ClaimOutcome.Taken, found);
            }
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>The profile with this name, made first where it isn't yet; null where nobody has the name.</summary>
    public async Task<UserDocument?> FindOwnerAsync(string username, CancellationToken cancellationToken)
    {
        var claim = await people.Names.FindOneAsync(NameQueries.ByName(username), cancellationToken);
        if (claim?.UserId is not { } userId || (claim.Person is not null && !await registration.CompleteAsync(claim)))
            return null;
        return await people.FindLiveUserAsync(userId, cancellationToken) is { } user && user.Username == username
            ? user
            : null;
    }

    /// <summary>Holds the name of a deleted account, where the account still claims it.</summary>
    public Task HoldAsync(string userId, ErasingDocument erasing) => people.Names.UpdateOneAsync(
        NameQueries.OfUser(erasing.Username, userId), NameQueries.Hold(erasing.NameHeldUntil));

    /// <summary>Frees a name that the user has just left. A claim that the user has made again stays.</summary>
    public Task ReleaseAsync(UserDocument before) => people.Names.DeleteOneAsync(
        NameQueries.UpToFence(before.Username, before.Id, before.RenameFence));

    /// <summary>False where the claim is in use, or was just made.</summary>
    private async Task<bool> RemoveUnusedAsync(NameDocument claim, CancellationToken cancellationToken)
    {
        if (claim.Person is not null && !await registration.CompleteAsync(claim))
            return true;
        var userId = claim.UserId!;
        var owner = await people.Users.FindOneAsync(UserQueries.ById(userId), cancellationToken);
        if (owner?.Username == claim.Id)
            return false;
        if (owner?.Erasing is { } erasing && erasing.Username == claim.Id)
        {
            await HoldAsync(userId, erasing);
            return true;
        }

        if (owner is { Deleted: null } && owner.RenameFence <= claim.Fence)
        {
            if (Now - claim.At < Fresh)
                return false;
            await people.Users.UpdateOneAsync(UserQueries.WithFence(userId, owner.RenameFence),
                UserQueries.SetFence(claim.Fence + 1));
            owner = await people.Users.FindOneAsync(UserQueries.ById(userId), cancellationToken);
            if (owner is not null && (owner.Username == claim.Id || owner.RenameFence <= claim.Fence))
                return false;
        }

        await people.Names.DeleteOneAsync(NameQueries.WithFence(claim.Id, userId, claim.Fence));
        return true;
    }
}

internal enum ClaimOutcome
{
    Claimed,

    /// <summary>The user had claimed it before.</summary>
    Own,

    Taken,
}
