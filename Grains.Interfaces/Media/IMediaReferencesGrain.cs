using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Reels.Grains.Interfaces.Media;

/// <summary>References to media keys, and keys to erase: a stateless worker over the stores. Its key is 0.</summary>
[Alias("IMediaReferencesGrain")]
public interface IMediaReferencesGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// When the last live story with this upload expires, UTC; null where there is none. Calls interleave: the grain
    /// keeps nothing, and no one waits for a viewer of stories.
    /// </summary>
    [Alias("LivesUntil"), AlwaysInterleave]
    Task<DateTimeOffset?> LivesUntil(string storyMediaKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Up to <paramref name="max"/> keys whose bytes are to be erased, oldest first. The same keys are returned again
    /// until <see cref="MarkErased"/>.
    /// </summary>
    [Alias("NextErasures")]
    Task<ImmutableArray<string>> NextErasures(int max, CancellationToken cancellationToken = default);

    /// <summary>Records that the bytes of these keys are erased. Repeating it changes nothing.</summary>
    [Alias("Erased")]
    Task MarkErased(ImmutableArray<string> keys);

    /// <summary>
    /// Up to <paramref name="max"/> deleted users whose unused uploads are to be erased. The same users are returned
    /// again until <see cref="MarkDeletedOwnersSwept"/>.
    /// </summary>
    [Alias("NextDeletedOwners")]
    Task<ImmutableArray<string>> NextDeletedOwners(int max, CancellationToken cancellationToken = default);

    /// <summary>Records that the unused uploads of these users are erased. Repeating it changes nothing.</summary>
    [Alias("DeletedOwnersSwept")]
    Task MarkDeletedOwnersSwept(ImmutableArray<string> userIds);

    /// <summary>
    /// Those of these keys of one kind that nothing refers to. For an upload older than 24 h this never changes again:
    /// no new post can refer to it. Fails where the engine that keeps the references of this kind is unavailable.
    /// </summary>
    [Alias("UnreferencedOfKind")]
    Task<ImmutableArray<string>> FindUnreferenced(MediaKind kind, ImmutableArray<string> keys,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// The id of the engine that keeps the references of this kind. One that was emptied or created again has another
    /// id.
    /// </summary>
    [Alias("StoreIdOfKind")]
    Task<string> StoreId(MediaKind kind, CancellationToken cancellationToken = default);
}
