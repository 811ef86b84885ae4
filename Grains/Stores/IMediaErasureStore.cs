namespace Reels.Grains.Stores;

/// <summary>
/// The queue of media keys whose last reference was removed, and whose bytes are to be erased. The transactions that
/// remove references add them.
/// </summary>
public interface IMediaErasureStore
{
    /// <summary>Up to <paramref name="limit"/> queued keys, oldest first.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes keys from the queue. They stay known as erased, so that no later post can refer to them. Repeating it
    /// changes nothing.
    /// </summary>
    ValueTask MarkErasedAsync(IReadOnlyCollection<string> mediaKeys, CancellationToken cancellationToken);

    /// <summary>
    /// Those of these keys that nothing refers to, queued or not, in the given order. Throws where that can't be known
    /// for each of them.
    /// </summary>
    ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken);

    /// <summary>
    /// The id of this store of references, up to 64 characters of <c>a-z 0-9</c>: random, created with the store,
    /// copied with its backups, never changed. A store that was emptied or created again has another id.
    /// </summary>
    ValueTask<string> GetIdAsync(CancellationToken cancellationToken);
}
