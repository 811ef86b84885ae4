using Reels.Grains.Feeds;

namespace Reels.Grains.Timelines;

/// <summary>How a followee's reels reach a timeline.</summary>
[Flags]
internal enum FolloweeState : byte
{
    /// <summary>By rows.</summary>
    None = 0,

    /// <summary>Too many followers for rows: the author's own list is pulled.</summary>
    Celebrity = 1,

    /// <summary>
    /// Older rows were not complete when this timeline loaded: the author's own list is pulled up to
    /// <see cref="Followee.BackfillUpTo"/>, and rows count above it.
    /// </summary>
    Pending = 2,
}

/// <summary>The followees of one reader when the timeline loaded, in flat arrays sorted by id: 25 bytes each.</summary>
internal sealed class Followees
{
    private readonly Guid[] _ids;
    private readonly long[] _visibleSince;
    private readonly FolloweeState[] _states;
    private readonly Dictionary<Guid, long>? _backfillUpTo;

    public Followees(IReadOnlyCollection<Followee> followees)
    {
        var sorted = followees.DistinctBy(followee => followee.Id).OrderBy(followee => followee.Id).ToArray();
        _ids = Array.ConvertAll(sorted, followee => followee.Id);
        _visibleSince = Array.ConvertAll(sorted, followee => followee.VisibleSince);
        _states = Array.ConvertAll(sorted,
            followee => followee.BackfillUpTo is null ? FolloweeState.None : FolloweeState.Pending);
        var pending = sorted.Where(followee => followee.BackfillUpTo is not null)
            .ToDictionary(followee => followee.Id, followee => followee.BackfillUpTo!.Value);
        _backfillUpTo = pending.Count == 0 ? null : pending;
    }

    public int Count => _ids.Length;

    public Guid IdAt(int index) => _ids[index];

    /// <summary>The index of a followee; negative where there is none.</summary>
    public int Find(Guid id) => Array.BinarySearch(_ids, id);

    public void MarkCelebrity(int index) => _states[index] |= FolloweeState.Celebrity;

    /// <summary>Leaves out this author's reels from now on. An author who is no followee changes nothing.</summary>
    public void Drop(Guid id)
    {
        if (Find(id) is >= 0 and var index)
            (_visibleSince[index], _states[index]) = (long.MaxValue, FolloweeState.None);
    }

    /// <summary>Whether this followee's rows were incomplete at the load.</summary>
    public bool IsPending(int index) => _states[index].HasFlag(FolloweeState.Pending);

    public bool AnyPending => _backfillUpTo is not null;

    /// <summary>Whether a row of this followee, made at this time in unix milliseconds, is part of the feed.</summary>
    public bool AcceptsRow(int index, long createdAt) => createdAt >= _visibleSince[index] && _states[index] switch
    {
        FolloweeState.None => true,
        FolloweeState.Pending => createdAt > _backfillUpTo![_ids[index]],
        _ => false,
    };

    /// <summary>The followees whose own lists are pulled, and between which times.</summary>
    public IEnumerable<PulledAuthor> Pulled()
    {
        for (var i = 0; i < Count; i++)
        {
            if (_states[i] != FolloweeState.None)
            {
                yield return new(_ids[i], _visibleSince[i],
                    _states[i] == FolloweeState.Pending ? _backfillUpTo![_ids[i]] : long.MaxValue);
            }
        }
    }
}

/// <param name="Id">Packed user id.</param>
/// <param name="VisibleSince">Unix milliseconds: reels from before are not part of the feed.</param>
/// <param name="BackfillUpTo">Unix milliseconds: <c>BackfillUpTo</c> of the edge where its backfill is pending, else
/// null.</param>
internal readonly record struct Followee(Guid Id, long VisibleSince, long? BackfillUpTo);
