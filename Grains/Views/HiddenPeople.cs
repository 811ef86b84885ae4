using Reels.Grains.Caching;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// Who is hidden from a viewer by a block in either direction, from this silo's caches. All who are hidden from one
/// viewer are one value, since most viewers have no blocks; a viewer with very many is asked for person by person.
/// </summary>
internal sealed class HiddenPeople
{
    /// <summary>256: at most some 35 KB for one viewer. With more blocks each person is asked for.</summary>
    private const int MaxBlocks = 256;

    private static readonly Set NoOne = new(new HashSet<string>());
    private static readonly Set TooMany = new(null);

    private readonly MultiGetCache<string, Set> _sets;
    private readonly ViewerCache<string> _pairs;

    public HiddenPeople(IBlockStore blocks, CacheOptions cache, CacheClock clock, AnnouncedValues announced)
    {
        var bytes = cache.Of(CacheShare.Hidden) / 2;
        _sets = new((viewers, cancellationToken) => LoadAsync(blocks, viewers, cancellationToken), SizeOf, bytes,
            cache.Life, clock, announced: announced);
        _pairs = new(blocks.WhichHiddenAsync, CacheSize.Of, bytes, cache.Life, clock);
    }

    /// <summary>Whether each of the others is hidden, in their order; empty where none is.</summary>
    /// <inheritdoc cref="MultiGetCache{TKey, TValue}.GetManyAsync" path="/param[@name='freshAsOf']"/>
    public async ValueTask<IReadOnlyList<bool>> FindAsync(string viewerId, IReadOnlyList<string> others, long freshAsOf,
        CancellationToken cancellationToken)
    {
        if (others.Count == 0)
            return [];
        var set = (await _sets.GetManyAsync([viewerId], freshAsOf, cancellationToken))[0]!;
        if (set.People is not { } people)
            return await _pairs.GetManyAsync(viewerId, others, freshAsOf, cancellationToken);
        return people.Count == 0 ? [] : [.. others.Select(people.Contains)];
    }

    /// <summary>A block between these two was made or ended: from now on nothing older is served to either.</summary>
    public void Invalidate(string one, string other)
    {
        _sets.Invalidate(one);
        _sets.Invalidate(other);
        _pairs.Invalidate(one, other);
        _pairs.Invalidate(other, one);
    }

    private static async ValueTask<IReadOnlyDictionary<string, Set>> LoadAsync(IBlockStore blocks,
        IReadOnlyCollection<string> viewers, CancellationToken cancellationToken)
    {
        var sets = new Dictionary<string, Set>(viewers.Count);
        foreach (var viewer in viewers)
        {
            sets[viewer] = await blocks.AllHiddenAsync(viewer, MaxBlocks, cancellationToken) switch
            {
                null => TooMany,
                { Count: 0 } => NoOne,
                var people => new(people),
            };
        }

        return sets;
    }

    private static int SizeOf(string viewer, Set? set) =>
        CacheSize.Of(viewer) + (set?.People is not { Count: > 0 } people ? 0
            : CacheSize.Object + people.Sum(person => CacheSize.Object + CacheSize.Of(person)));

    /// <param name="People">Null where there are too many.</param>
    private sealed record Set(IReadOnlySet<string>? People);
}
