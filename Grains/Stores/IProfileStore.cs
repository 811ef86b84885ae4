using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Stores;

/// <summary>Public profiles and their usernames.</summary>
public interface IProfileStore
{
    /// <summary>The profiles of those of <paramref name="userIds"/> that exist, in any order.</summary>
    ValueTask<IReadOnlyList<StoredProfile>> GetManyAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken);

    /// <summary>The user id of a lower-case username; null where no one has it.</summary>
    ValueTask<string?> FindIdByNameAsync(string username, CancellationToken cancellationToken);

    /// <summary>
    /// People with a key (<see cref="SearchKeys"/>), as it is now, that is the exact key of the text or starts with its
    /// prefix (<see cref="SearchText"/>). Each person comes once, at the first such key. Ordered as
    /// <see cref="SearchPosition"/>, so by exact key first; strictly after <paramref name="after"/> (null: from the
    /// first).
    /// </summary>
    /// <param name="text">As sent; one without letters, digits and symbols finds only exact names.</param>
    ValueTask<IReadOnlyList<SearchPosition>> SearchAsync(string text, SearchPosition? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Sets the named fields: all of them or none. A new username is claimed by insert, the commit point, and the old
    /// one becomes free. The avatar's media reference changes in the same step, and a key that lost its last reference
    /// is queued for erasure and returned. Repeating it changes nothing more.
    /// </summary>
    /// <param name="unreferencedSince">An avatar that was uploaded before this time and never referenced is refused
    /// (<see cref="UpdateProfileStatus.MediaGone"/>).</param>
    ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile, IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken);
}

public sealed record StoredProfile(string UserId, string Username, string? Fullname, string? Bio, string? AvatarKey,
    DateTimeOffset CreatedAt);
