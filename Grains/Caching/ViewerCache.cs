namespace Reels.Grains.Caching;

/// <summary>
/// A short-lived cache of facts about a viewer and a thing: the viewer likes a reel, follows a person, or must not see
/// one.
/// </summary>
/// <param name="which">Reads from the store those of the things of which the fact is true.</param>
/// <param name="size">Bytes of a thing's own objects.</param>
/// <param name="bytes">Most bytes that it may keep, estimated.</param>
/// <param name="life">Time from the start of a load for which its answers are served.</param>
/// <param name="clock">The silo's clock.</param>
internal sealed class ViewerCache<T>(
    Func<string, IReadOnlyCollection<T>, CancellationToken, ValueTask<IReadOnlySet<T>>> which,
    Func<T, int> size, long bytes, TimeSpan life, CacheClock clock)
    where T : notnull
{
    private readonly MultiGetCache<(string Viewer, T Thing), bool> _cache = new(
        (keys, cancellationToken) => LoadAsync(which, keys, cancellationToken),
        (key, _) => CacheSize.Of(key.Viewer) + size(key.Thing), bytes, life, clock);

    /// <summary>Whether the fact is true of each thing, in the things' order.</summary>
    /// <inheritdoc cref="MultiGetCache{TKey, TValue}.GetManyAsync" path="/param[@name='freshAsOf']"/>
    public ValueTask<bool[]> GetManyAsync(string viewerId, IReadOnlyList<T> things, long freshAsOf,
        CancellationToken cancellationToken)
    {
        var keys = new (string, T)[things.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (viewerId, things[i]);
        return _cache.GetManyAsync(keys, freshAsOf, cancellationToken);
    }

    /// <inheritdoc cref="MultiGetCache{TKey, TValue}.Invalidate"/>
    public void Invalidate(string viewerId, T thing) => _cache.Invalidate((viewerId, thing));

    // All keys of one call have the same viewer, so that this is one call.
    private static async ValueTask<IReadOnlyDictionary<(string Viewer, T Thing), bool>> LoadAsync(
        Func<string, IReadOnlyCollection<T>, CancellationToken, ValueTask<IReadOnlySet<T>>> which,
        IReadOnlyCollection<(string Viewer, T Thing)> keys,
        CancellationToken cancellationToken)
    {
        var found = await which(keys.First().Viewer, [.. keys.Select(key => key.Thing)], cancellationToken);
        return keys.ToDictionary(key => key, key => found.Contains(key.Thing));
    }
}
