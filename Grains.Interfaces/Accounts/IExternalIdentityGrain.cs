using Orleans.Concurrency;

namespace Reels.Grains.Interfaces.Accounts;

/// <summary>
/// One sign-in at an external authority, and its user here. The key is a hash of issuer and subject, 64 hex characters:
/// it reveals neither.
/// </summary>
[Alias("IExternalIdentityGrain")]
public interface IExternalIdentityGrain : IGrainWithStringKey
{
    /// <summary>
    /// The user id of this sign-in; null where it has none (any more). Calls interleave: the grain keeps nothing.
    /// </summary>
    [Alias("Find"), AlwaysInterleave]
    Task<string?> Find(CancellationToken cancellationToken = default);

    /// <summary>
    /// Claims the username, which is the commit point, and creates the user. A sign-in that has a user already changes
    /// nothing.
    /// </summary>
    [Alias("MakeProfile")]
    Task<MakeProfileResult> MakeProfile(NewProfile profile, CancellationToken cancellationToken = default);
}

/// <param name="UserId">32 hex characters, random.</param>
/// <param name="Username">3 to 30 characters, lower case.</param>
/// <param name="Fullname">0 to 64 characters, or null.</param>
/// <param name="Bio">0 to 150 characters, or null.</param>
[GenerateSerializer, Immutable, Alias("NewProfile")]
public sealed record NewProfile(
    [property: Id(0)] string UserId,
    [property: Id(1)] string Username,
    [property: Id(2)] string? Fullname,
    [property: Id(3)] string? Bio);

public enum MakeProfileStatus
{
    Made = 0,

    /// <summary>This sign-in has a user already.</summary>
    Exists = 1,
    UsernameTaken = 2,
}

/// <param name="UserId">The user of this sign-in; null where the name was taken.</param>
[GenerateSerializer, Immutable, Alias("MakeProfileResult")]
public sealed record MakeProfileResult([property: Id(0)] MakeProfileStatus Status, [property: Id(1)] string? UserId);
