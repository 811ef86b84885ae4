using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Reels.Grains.Interfaces.Media;

/// <summary>
/// Who refers to a media key, and which keys are to be erased: a stateless worker over the stores. Its key is 0.
/// </summary>
[Alias("IMediaReferencesGrain")]
public interface IMediaReferencesGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// When the last live story that shows this upload expires, UTC; null where none does. It interleaves, for it keeps
    /// nothing: whoever looks at a story holds up nobody.
    /// </summary>
    [Alias("LivesUntil"), AlwaysInterleave]
    Task<DateTimeOffset?> LivesUntil(string storyMediaKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Up to <paramref name="max"/> keys whose bytes are to be erased, oldest first. The same keys are given again
    /// until <see cref="MarkErased"/>.
    /// </summary>
    [Alias("NextErasures")]
    Task<ImmutableArray<string>> NextErasures(int max, CancellationToken cancellationToken = default);

    /// <summary>The bytes of these keys are gone. Repeating it changes nothing.</summary>
    [Alias("Erased")]
    Task MarkErased(ImmutableArray<string> keys);

    /// <summary>
    /// Up to <paramref name="max"/> deleted users whose unused uploads are to be erased. The same are given again until
    /// <see cref="MarkDeletedOwnersSwept"/>.
    /// </summary>
    [Alias("NextDeletedOwners")]
    Task<ImmutableArray<string>> NextDeletedOwners(int max, CancellationToken cancellationToken = default);

    /// <summary>The unused uploads of these users are gone. Repeating it changes nothing.</summary>
    [Alias("DeletedOwnersSwept")]
    Task MarkDeletedOwnersSwept(ImmutableArray<string> userIds);

    /// <summary>
    /// Those of these keys that nothing refers to. Of an upload older than 24 h this never changes again: nothing can
    /// be posted of it any more.
    /// </summary>
    [Alias("Unreferenced")]
    Task<ImmutableArray<string>> FindUnreferenced(ImmutableArray<string> keys,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// What the store of references is known by, for as long as it lives: one that was emptied or made anew has another
    /// id.
    /// </summary>
    [Alias("StoreId")]
    Task<string> StoreId(CancellationToken cancellationToken = default);
}
