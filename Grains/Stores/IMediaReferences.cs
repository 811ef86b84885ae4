using Reels.Grains.Interfaces.Media;

namespace Reels.Grains.Stores;

/// <summary>
/// Who refers to uploads of one <see cref="MediaKind"/>, which is the key of the registration. Only things of its own
/// kind refer to an upload, so the engine that keeps the things keeps these references: of reels next to the reels
/// (<see cref="IReelStore"/>), of stories and avatars next to those (<see cref="IStoryStore"/>,
/// <see cref="IProfileStore"/>), which add and remove them. One engine may keep several kinds.
/// </summary>
public interface IMediaReferences
{
    /// <summary>
    /// Those of these keys that nothing refers to, in the given order. A reference counts only where that which refers
    /// is there: a reel that isn't deleted, a story that was neither deleted nor expired, a profile with this avatar.
    /// So a reference that a crash left behind keeps no bytes. Throws where that can't be known for each of the keys.
    /// </summary>
    /// <param name="mediaKeys">Keys of this kind, of uploads that are too old to be used in a new post: a post that is
    /// being made may have its reference before it is there.</param>
    ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken);

    /// <summary>
    /// The id of the engine that keeps these references, up to 64 characters of <c>a-z 0-9</c>: random, created with
    /// its data, copied with its backups, never changed. An engine that was emptied or created again has another id.
    /// </summary>
    ValueTask<string> GetIdAsync(CancellationToken cancellationToken);
}
