using System.ComponentModel.DataAnnotations;
using Reels.Api.Http;
using Reels.Api.Text;

namespace Reels.Api.Users;

/// <summary>A change of one's profile: what is absent stays, null or an empty text clears.</summary>
/// <param name="Username">Can't be cleared.</param>
/// <param name="Avatar">The URL of an own upload of kind avatar.</param>
internal sealed record ProfileUpdate(
    [property: Length(TextRules.MinUsername, TextRules.MaxUsername),
        RegularExpression(TextRules.UsernameSchema)] Optional<string> Username,
    [property: MaxLength(TextRules.MaxFullname)] Optional<string> Fullname,
    [property: MaxLength(TextRules.MaxBio)] Optional<string> Bio,
    Optional<string> Avatar) : IRequestBody<ProfileUpdate>
{
    public ProfileUpdate Validate(ValidationErrors errors) => new(
        Username.IsSet ? new(true, TextRules.Username(Username.Value, errors)) : default,
        Fullname.IsSet ? new(true, TextRules.Fullname(Fullname.Value, errors)) : default,
        Bio.IsSet ? new(true, TextRules.Bio(Bio.Value, errors)) : default,
        Avatar.IsSet ? new(true, Avatar.Value is { Length: > 0 } url ? url : null) : default);
}

/// <param name="BlockedByMe">Whether the caller has blocked this person.</param>
internal sealed record BlockState(string UserId, bool BlockedByMe);

/// <param name="Followers">How many follow this person now; null where it can't be known.</param>
internal sealed record FollowState(string UserId, bool FollowedByMe, long? Followers);
