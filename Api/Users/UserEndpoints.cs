using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Api.Timelines;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Profiles: the caller's, and those of others by id and by username.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder endpoints)
    {
        var users = endpoints.MapGroup("/api/users").WithTags("Users");
        users.MapPost("/", UpdateAsync).WithName("updateProfile").AllowNewcomers().RecordsOwnWrite()
            .WithSummary("Change your profile")
            .WithDescription("Creates the profile where you signed in by an external authority and have none yet.")
            .Answers(KnownProblems.InvalidMediaIn("avatar"), KnownProblems.UsernameTaken, KnownProblems.SessionEnded);
        users.MapGet("/me", GetMeAsync).WithName("getMyProfile").RequireToken().WithSummary("Get your profile")
            .Answers(KnownProblems.SessionEnded);
        users.MapDelete("/me", DeleteMeAsync).WithName("deleteMyAccount").RequireToken()
            .WithSummary("Delete your account")
            .WithDescription("Deletes the account and all its reels, comments, likes, stories and uploads.")
            .Answers(KnownProblems.SessionEnded);
        users.MapGet("/{userId}", GetAsync).WithName("getProfile").AllowToken().WithSummary("Get a user's profile")
            .Answers(KnownProblems.UserNotFound);
        users.MapGet("/by-name/{username}", GetByNameAsync).WithName("getProfileByName").AllowToken()
            .WithSummary("Get a user's profile by username")
            .Answers(KnownProblems.UserNotFound);
    }

    private static async Task<Results<Ok<Profile>, Created<Profile>, Problem>> UpdateAsync(
        Caller? caller, Newcomer? newcomer, JsonBody<ProfileUpdate> body, ExternalIdentities identities,
        IGrainFactory grains, OwnMedia media, MediaEraser eraser, CancellationToken cancellationToken)
    {
        if (newcomer is not null)
        {
            var made = await NewProfiles.MakeAsync(newcomer, body.Value, identities, grains, cancellationToken);
            if (made.Answer is { } answer)
                return answer;
            caller = made.Caller;
        }

        var changed = await ChangeAsync(caller!, body.Value, grains, media, cancellationToken);
        switch (changed)
        {
            case { Status: UpdateProfileStatus.Updated, Profile: { } profile }:
                await eraser.EraseNowAsync(changed.Unreferenced);
                return TypedResults.Ok(Profile.From(profile));
            case { Status: UpdateProfileStatus.UsernameTaken }:
                return KnownProblems.UsernameTaken;
            case { Status: UpdateProfileStatus.MediaGone }:
                return KnownProblems.InvalidMediaIn("avatar");
            default:
                return KnownProblems.SessionEnded;
        }
    }

    private static async Task<UpdateProfileResult> ChangeAsync(Caller caller, ProfileUpdate update,
        IGrainFactory grains, OwnMedia media, CancellationToken cancellationToken)
    {
        var (username, fullname, bio, avatar) = update;
        MediaItem? picture = null;
        if (avatar is { Length: > 0 } && !media.TryFindImage(avatar, caller, MediaKind.Avatar, out picture))
            return new(UpdateProfileStatus.MediaGone, null, []);
        var fields = (username is null ? 0 : ProfileFields.Username) | (fullname is null ? 0 : ProfileFields.Fullname)
            | (bio is null ? 0 : ProfileFields.Bio) | (avatar is null ? 0 : ProfileFields.Avatar);

        var change = new ProfileChange(fields, username, ProfileUpdate.StoredText(fullname),
            ProfileUpdate.StoredText(bio), picture);
        return await grains.GetGrain<IUserGrain>(caller.UserId).UpdateProfile(change, cancellationToken);
    }

    private static async Task<Results<Ok<Profile>, Problem>> GetMeAsync(Caller caller, IGrainFactory grains,
        CancellationToken cancellationToken) =>
        await grains.GetGrain<IUserGrain>(caller.UserId).GetProfile(caller.UserId, cancellationToken) is { } profile
            ? TypedResults.Ok(Profile.From(profile))
            : KnownProblems.SessionEnded;

    private static async Task<Results<NoContent, Problem>> DeleteMeAsync(Caller caller, IGrainFactory grains,
        Revocations revocations, CancellationToken cancellationToken)
    {
        var status = await grains.GetGrain<IErasureGrain>(caller.UserId).Delete(cancellationToken);
        revocations.Add(Revoked.User(caller.UserId));
        return status == DeleteStatus.Deleted ? TypedResults.NoContent() : KnownProblems.SessionEnded;
    }

    private static async Task<Results<Ok<Profile>, Problem>> GetAsync(string userId, Caller? caller,
        IGrainFactory grains, CancellationToken cancellationToken) =>
        WireIds.IsUserId(userId)
            && await grains.GetGrain<IUserGrain>(userId).GetProfile(caller?.UserId, cancellationToken) is { } profile
            ? TypedResults.Ok(Profile.From(profile))
            : KnownProblems.UserNotFound;

    private static async Task<Results<Ok<Profile>, Problem>> GetByNameAsync(string username, Caller? caller,
        IGrainFactory grains, CancellationToken cancellationToken) =>
        TextRules.IsUsername(username)
        && await grains.GetGrain<IDirectoryGrain>(0)
            .FindByName(TextRules.ToStoredUsername(username), cancellationToken) is { } userId
            ? await GetAsync(userId, caller, grains, cancellationToken)
            : KnownProblems.UserNotFound;
}

/// <summary>A change of a profile. An absent or null member leaves the value as it is; "" clears it.</summary>
/// <param name="Username">Cannot be cleared.</param>
/// <param name="Fullname">
/// One line of at most 64 characters, counted as Unicode scalar values; at least one must be visible. "" removes it.
/// </param>
/// <param name="Bio">At most 150 characters, counted as Unicode scalar values; "" removes it.</param>
/// <param name="Avatar">The URL of your own upload of kind avatar; "" removes the avatar.</param>
internal sealed record ProfileUpdate(
    [property: Length(TextRules.MinUsername, TextRules.MaxUsername),
        RegularExpression(TextRules.UsernameSchema)] string? Username,
    [property: MaxLength(TextRules.MaxFullname)] string? Fullname,
    [property: MaxLength(TextRules.MaxBio)] string? Bio,
    string? Avatar) : IRequestBody<ProfileUpdate>
{
    private const string Cleared = "";

    /// <summary>The stored form of a text of this update: a cleared text is stored as null.</summary>
    public static string? StoredText(string? text) => text == Cleared ? null : text;

    // Generated clients send null for each member that their user left unset, so null must not clear anything.
    public ProfileUpdate Validate(ValidationErrors errors) => new(
        Username is null ? null : TextRules.Username(Username, errors),
        Fullname is null ? null : TextRules.Fullname(Fullname, errors) ?? Cleared,
        Bio is null ? null : TextRules.Bio(Bio, errors) ?? Cleared,
        Avatar);
}
