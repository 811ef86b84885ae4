using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>
/// The newest reels of one author, shared by the timelines of a silo that pull them. The list only grows, so that a
/// reel that was shown stays.
/// </summary>
/// <param name="capacity">Most reels in the list.</param>
internal sealed class AuthorReels(int capacity = AuthorReels.Capacity)
{
    /// <summary>Most reels in the list; for older ones feeds read the store (design: 200).</summary>
    public const int Capacity = 200;

    private readonly Lock _lock = new();
    private State? _state;
    private List<Position> _announcedEarly = [];

    /// <summary>
    /// Bytes of the list: 32 per reel, and about 500 for the objects around them, its place in the cache included.
    /// </summary>
    public int Bytes => 500 + (32 * (Current?.Newest.Length ?? 0));

    /// <summary>The list as it is now; null before the first load.</summary>
    public State? Current => Volatile.Read(ref _state);

    /// <summary>Adds an announced reel. One that arrives during the first load waits for it.</summary>
    public void Add(Position reel)
    {
        lock (_lock)
        {
            if (_state is { } state)
                _state = Merge(state, [reel], complete: true);
            else
                _announcedEarly.Add(reel);
        }
    }

    /// <summary>Takes in a load: the newest reels, up to the capacity, or all of them.</summary>
    public State Loaded(IReadOnlyList<Position> newest)
    {
        lock (_lock)
        {
            var complete = newest.Count < capacity;
            _state = _state is { } state
                ? Merge(state, newest, complete)
                : Merge(new([.. newest], complete), _announcedEarly, complete: true);
            _announcedEarly = [];
            return _state;
        }
    }

    private State Merge(State state, IReadOnlyList<Position> more, bool complete)
    {
        if ((complete || !state.Complete)
            && more.All(reel => Array.BinarySearch(state.Newest, reel, State.NewestFirst) >= 0))
        {
            return state;
        }
        var all = state.Newest.Union(more).OrderDescending().ToArray();
        return all.Length <= capacity ? new(all, state.Complete && complete) : new(all[..capacity], Complete: false);
    }

    /// <param name="Newest">Newest first.</param>
    /// <param name="Complete">True where there are no older ones.</param>
    public sealed record State(Position[] Newest, bool Complete)
    {
        public static Comparer<Position> NewestFirst { get; } = Comparer<Position>.Create((a, b) => b.CompareTo(a));

        /// <summary>
        /// A chunk of the list, strictly before the place and not before <see cref="PulledAuthor.VisibleSince"/>; null
        /// where the list does not reach that far.
        /// </summary>
        public FeedChunk? Read(Position? before, PulledAuthor pulled, int max)
        {
            var from = 0;
            if (before is { } place)
            {
                from = Array.BinarySearch(Newest, place, NewestFirst);
                from = from >= 0 ? from + 1 : ~from;
            }
            if (from == Newest.Length)
                return Complete ? FeedChunk.Empty : null;
            var end = from;
            while (end < Newest.Length && end - from < max && pulled.Accepts(Newest[end]))
                end++;
            var ends = end < Newest.Length ? !pulled.Accepts(Newest[end]) : Complete;
            return new(new ArraySegment<Position>(Newest, from, end - from), ends ? null : Newest[end - 1], Scanned: 0);
        }
    }
}
