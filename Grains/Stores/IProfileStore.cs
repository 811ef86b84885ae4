using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Stores;

/// <summary>Public profiles and the usernames they hold.</summary>
public interface IProfileStore
{
    /// <summary>The profiles of those of <paramref name="userIds"/> that exist, in any order.</summary>
    ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken);

    /// <summary>The user id behind a username in small letters; null where nobody has it.</summary>
    ValueTask<string?> FindIdByNameAsync(string username, CancellationToken cancellationToken);

    /// <summary>
    /// People one of whose <see cref="SearchKeys"/>, as they are now, starts with <paramref name="prefix"/>: each once,
    /// at the first of those keys, in the order of <see cref="SearchPosition"/>, strictly after
    /// <paramref name="after"/>.
    /// </summary>
    /// <param name="prefix">1 or more characters, folded as keys are.</param>
    ValueTask<IReadOnlyList<SearchPosition>> SearchAsync(string prefix, SearchPosition? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Sets the named fields: all of them or none. A new username is claimed by insert (the commit point) and the old
    /// one is free again. An avatar's media reference is moved in the same step; the key that lost its last reference
    /// is queued for erasure. Repeating it changes nothing more.
    /// </summary>
    /// <param name="unreferencedSince">An avatar uploaded before this and never referenced is refused as gone.</param>
    ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile, IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken);
}

public sealed record StoredProfile(string UserId, string Username, string? Fullname, string? Bio, string? AvatarKey,
    DateTimeOffset CreatedAt);
