namespace Reels.Grains.Stores;

/// <summary>
/// The queue of media keys whose last reference was removed, and whose bytes are to be erased: one for all kinds.
/// <see cref="IStoryStore"/>, <see cref="IProfileStore"/> and <see cref="IErasureStore"/> add theirs themselves.
/// <see cref="IReelStore"/> may be kept by another engine: whoever settles the delete of a reel adds its keys.
/// </summary>
public interface IMediaErasureStore
{
    /// <summary>
    /// Adds keys to the queue, in this order. Those that are queued already keep their place. A key that was erased
    /// before is queued again, which does no harm: its bytes are erased again.
    /// </summary>
    /// <param name="mediaKeys">Keys that nothing refers to, and that nothing can refer to again.</param>
    /// <param name="ownerId">The user who uploaded them (<see cref="IErasureStore.CloseAsync"/>).</param>
    ValueTask QueueAsync(IReadOnlyCollection<string> mediaKeys, string ownerId, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> queued keys, oldest first.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Removes keys from the queue, because their bytes are erased. Repeating it changes nothing.</summary>
    ValueTask MarkErasedAsync(IReadOnlyCollection<string> mediaKeys, CancellationToken cancellationToken);
}
