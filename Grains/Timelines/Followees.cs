namespace Reels.Grains.Timelines;

/// <summary>How the reels of a followee reach a timeline.</summary>
[Flags]
public enum FolloweeState : byte
{
    /// <summary>Not followed any more; kept for its seq, so that an older message can't bring it back.</summary>
    Off = 0,
    On = 1,

    /// <summary>Has too many followers for rows: the author's own list is merged.</summary>
    Merged = 2,

    /// <summary>Rows are not complete yet, or were not when this timeline loaded: merged until it loads again.</summary>
    Pending = 4,

    /// <summary>Known from a message alone: the edge is to be read before it is relied on.</summary>
    Unverified = 8,
}

/// <summary>The people that one reader follows, in flat arrays: 29 bytes each. An index stays the same until the next load.</summary>
public sealed class Followees
{
    private Guid[] _ids = [];
    private long[] _floors = [];
    private uint[] _seqs = [];
    private FolloweeState[] _states = [];
    private int _sorted;

    public int Count { get; private set; }

    public Guid IdAt(int index) => _ids[index];

    /// <summary>Unix milliseconds.</summary>
    public long FloorAt(int index) => _floors[index];

    public FolloweeState StateAt(int index) => _states[index];

    /// <summary>Adds a followee while loading; call <see cref="Seal"/> after the last.</summary>
    public void Add(Guid id, long floor, long seq, FolloweeState state)
    {
        if (Count == _ids.Length)
            Resize(Math.Max(4, Count + (Count / 2)));
        (_ids[Count], _floors[Count], _seqs[Count], _states[Count]) = (id, floor, checked((uint)seq), state);
        Count++;
    }

    /// <summary>Ends loading: sorts by id and lets go of room that is not used.</summary>
    public void Seal()
    {
        Resize(Count);
        var order = new int[Count];
        for (var i = 0; i < Count; i++)
            order[i] = i;
        Array.Sort((Guid[])_ids.Clone(), order);
        (_ids, _floors, _seqs, _states) = (Pick(_ids, order), Pick(_floors, order), Pick(_seqs, order), Pick(_states, order));
        _sorted = Count;
    }

    /// <summary>The index of a followee, off ones too; -1 where there is none.</summary>
    public int Find(Guid id)
    {
        var index = Array.BinarySearch(_ids, 0, _sorted, id);
        return index >= 0 ? index : Array.IndexOf(_ids, id, _sorted, Count - _sorted);
    }

    /// <summary>Applies a change of an edge unless a later one is known; answers whether it was applied.</summary>
    public bool Apply(Guid id, bool on, long floor, long seq, FolloweeState state)
    {
        var index = Find(id);
        if (index < 0)
        {
            Add(id, floor, seq, on ? state | FolloweeState.On : FolloweeState.Off);
            return true;
        }
        if (seq <= _seqs[index])
            return false;
        var marked = _states[index] & FolloweeState.Merged;
        (_floors[index], _seqs[index]) = (floor, checked((uint)seq));
        _states[index] = on ? state | FolloweeState.On | marked : marked;
        return true;
    }

    /// <summary>Takes what the store says of an edge known from a message.</summary>
    public void Verify(int index, bool on, long floor, long seq)
    {
        if (seq >= _seqs[index])
        {
            (_floors[index], _seqs[index]) = (floor, checked((uint)seq));
            _states[index] = on ? _states[index] | FolloweeState.On : _states[index] & FolloweeState.Merged;
        }
        _states[index] &= ~FolloweeState.Unverified;
    }

    public void MarkMerged(int index) => _states[index] |= FolloweeState.Merged;

    /// <summary>Whether a row of this followee is part of the feed.</summary>
    public bool AcceptsRow(int index, long createdAt) =>
        (_states[index] & (FolloweeState.On | FolloweeState.Merged | FolloweeState.Pending)) == FolloweeState.On && createdAt >= _floors[index];

    /// <summary>Whether the followee's own list is merged into the feed.</summary>
    public bool IsMerged(int index) =>
        (_states[index] & FolloweeState.On) != 0 && (_states[index] & (FolloweeState.Merged | FolloweeState.Pending)) != 0;

    private void Resize(int size)
    {
        Array.Resize(ref _ids, size);
        Array.Resize(ref _floors, size);
        Array.Resize(ref _seqs, size);
        Array.Resize(ref _states, size);
    }

    private static T[] Pick<T>(T[] from, int[] order) => Array.ConvertAll(order, i => from[i]);
}
