using System.Collections.Immutable;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Users;

/// <summary>The fields of a profile that a change sets.</summary>
[Flags]
public enum ProfileFields
{
    None = 0,
    Username = 1,
    Fullname = 2,
    Bio = 4,
    Avatar = 8,
}

/// <summary>Sets the named fields to the values here; a null clears a field. Other fields stay.</summary>
[GenerateSerializer, Immutable, Alias("ProfileChange")]
public sealed record ProfileChange(
    [property: Id(0)] ProfileFields Fields,
    [property: Id(1)] string? Username,
    [property: Id(2)] string? Fullname,
    [property: Id(3)] string? Bio,
    [property: Id(4)] MediaItem? Avatar);

public enum UpdateProfileStatus
{
    Updated = 0,
    UserNotFound = 1,
    UsernameTaken = 2,

    /// <summary>The avatar's media was erased, or is older than 24 h without a reference.</summary>
    MediaGone = 3,
}

/// <param name="Unreferenced">Media keys that lost their last reference: the caller may erase them now; they are queued
/// in any case.</param>
[GenerateSerializer, Immutable, Alias("UpdateProfileResult")]
public sealed record UpdateProfileResult(
    [property: Id(0)] UpdateProfileStatus Status, [property: Id(1)] ProfileView? Profile,
    [property: Id(2)] ImmutableArray<string> Unreferenced);
