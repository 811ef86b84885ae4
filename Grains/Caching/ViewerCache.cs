namespace Reels.Grains.Caching;

/// <summary>
/// What a silo knows for a short time of viewers and what they look at: whether a viewer likes a reel, follows a
/// person, or must not see one.
/// </summary>
/// <param name="which">Asks the store for those of the things of which it is true.</param>
/// <param name="size">Bytes that a thing's own objects take.</param>
/// <param name="bytes">Estimated bytes that it may hold.</param>
/// <param name="life">How long after the start of its load an answer is served.</param>
/// <param name="clock">The silo's.</param>
internal sealed class ViewerCache<T>(
    Func<string, IReadOnlyCollection<T>, CancellationToken, ValueTask<IReadOnlySet<T>>> which,
    Func<T, int> size, long bytes, TimeSpan life, CacheClock clock)
    where T : notnull
{
    private readonly MultiGetCache<(string Viewer, T Thing), bool> _cache = new(
        (keys, cancellationToken) => LoadAsync(which, keys, cancellationToken),
        (key, _) => CacheSize.Of(key.Viewer) + size(key.Thing), bytes, life, clock);

    /// <summary>Whether it is true of each of the things, in their order.</summary>
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

    // One caller's keys are one viewer's, so this is one call.
    private static async ValueTask<IReadOnlyDictionary<(string Viewer, T Thing), bool>> LoadAsync(
        Func<string, IReadOnlyCollection<T>, CancellationToken, ValueTask<IReadOnlySet<T>>> which,
        IReadOnlyCollection<(string Viewer, T Thing)> keys,
        CancellationToken cancellationToken)
    {
        var found = await which(keys.First().Viewer, [.. keys.Select(key => key.Thing)], cancellationToken);
        return keys.ToDictionary(key => key, key => found.Contains(key.Thing));
    }
}
