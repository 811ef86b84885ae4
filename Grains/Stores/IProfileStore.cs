using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Stores;

/// <summary>
/// Public profiles and their usernames, and the references to uploads of the kind <see cref="MediaKind.Avatar"/>:
/// nothing but profiles refers to those, and profiles refer to no others.
/// </summary>
public interface IProfileStore
{
    /// <summary>
    /// Records that a person is new, so that a store with a copy of the profiles has it there before the person is
    /// answered. Best effort, after the profile was made by another port: it never fails, and without it the copy is
    /// complete within a second.
    /// </summary>
    /// <param name="profile">As it was made.</param>
    ValueTask BeginAsync(StoredProfile profile);

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
    /// Sets the named fields in one step, the commit point: all of them or none. A new username is claimed before it; a
    /// claim that no profile followed is free again after a minute at most, and finds nobody. After it, the old name
    /// becomes free, and an avatar that lost its last reference is queued for erasure and returned: by this call, or by
    /// whoever wants the name, or lists the queue. Repeating it changes nothing more, and leaves the seq.
    /// </summary>
    /// <param name="unreferencedSince">An avatar that has lost its last reference, or that was uploaded before this
    /// time and has no reference, is refused (<see cref="UpdateProfileStatus.MediaGone"/>).</param>
    ValueTask<(UpdateProfileStatus Status, StoredProfile? Profile, IReadOnlyList<string> Unreferenced)> UpdateAsync(
        string userId, ProfileChange change, DateTimeOffset unreferencedSince, CancellationToken cancellationToken);
}

/// <param name="Seq">0 for a new person; rises with each change.</param>
public sealed record StoredProfile(string UserId, string Username, string? Fullname, string? Bio, string? AvatarKey,
    DateTimeOffset CreatedAt, long Seq);
