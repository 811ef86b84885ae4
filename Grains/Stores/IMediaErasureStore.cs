namespace Reels.Grains.Stores;

/// <summary>
/// Media keys whose last reference went, and whose bytes are to be erased. They are queued by the transactions that
/// remove references.
/// </summary>
public interface IMediaErasureStore
{
    /// <summary>Up to <paramref name="limit"/> queued keys, oldest first.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes keys off the queue; they stay known as erased, so that no later post can refer to them. Repeating it
    /// changes nothing.
    /// </summary>
    ValueTask MarkErasedAsync(IReadOnlyCollection<string> mediaKeys, CancellationToken cancellationToken);

    /// <summary>
    /// Those of these keys that nothing refers to, queued or not, in the order given. Throws where it can't be known of
    /// every one.
    /// </summary>
    ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken);

    /// <summary>
    /// What this store of references is known by, up to 64 characters of <c>a-z 0-9</c>: random, made with it, copied
    /// with its backups, never changed. One that was emptied or made anew has another.
    /// </summary>
    ValueTask<string> GetIdAsync(CancellationToken cancellationToken);
}
