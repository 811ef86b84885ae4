using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Creates the profile of a user who signed in by an external authority.</summary>
internal static class NewProfiles
{
    private const int UserIdCharacters = 32;

    /// <returns>The answer. Where a concurrent request has already created the profile, the caller instead, so that
    /// this request changes the profile.</returns>
    public static async Task<(Results<Ok<Profile>, Created<Profile>, Problem>? Answer, Caller? Caller)> MakeAsync(
        Newcomer newcomer, ProfileUpdate update, ExternalIdentities identities, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        if (update.Username is not { } username)
            return (KnownProblems.Invalid("username", "A username is required to create your profile."), null);
        // Without a profile there are no uploads yet.
        if (update.Avatar is { Length: > 0 })
            return (KnownProblems.InvalidMediaIn("avatar"), null);

        var profile = new NewProfile(RandomNumberGenerator.GetHexString(UserIdCharacters, lowercase: true), username,
            ProfileUpdate.StoredText(update.Fullname), ProfileUpdate.StoredText(update.Bio));
        var made = await identities.MakeProfileAsync(newcomer.Identity, profile, cancellationToken);
        if (made is { Status: MakeProfileStatus.Exists, UserId: { } existing })
            return (null, new Caller(existing, null));
        if (made.UserId is not { } userId)
            return (KnownProblems.UsernameTaken, null);
        return await grains.GetGrain<IUserGrain>(userId).GetProfile(userId, cancellationToken) is { } stored
            ? (TypedResults.Created($"/api/users/{userId}", Profile.From(stored)), null)
            : (KnownProblems.SessionEnded, null);
    }
}
