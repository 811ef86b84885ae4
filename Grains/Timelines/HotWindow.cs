using Reels.Grains.Interfaces;

namespace Reels.Grains.Timelines;

/// <summary>The newest rows of a timeline in flat arrays, oldest first: 26 bytes per entry.</summary>
internal sealed class HotWindow(int capacity)
{
    private long[] _times = [];
    private Guid[] _ids = [];
    private ushort[] _authors = [];

    public int Count { get; private set; }

    /// <summary>
    /// Every accepted row at or after this place is in the window; older ones are in the store. Null where there are no
    /// older ones.
    /// </summary>
    public Position? End { get; private set; }

    public bool IsFull => Count == capacity;

    public Position At(int index) => new(DateTimeOffset.FromUnixTimeMilliseconds(_times[index]), _ids[index]);

    /// <summary>Index into <see cref="Followees"/>.</summary>
    public int AuthorAt(int index) => _authors[index];

    public long TimeAt(int index) => _times[index];

    /// <summary>Sets the place at which the load stopped reading rows.</summary>
    public void EndAt(Position? end) => End = end;

    /// <summary>
    /// Inserts a row at its place. A row that is in the window already, or older than the window, changes nothing. A
    /// full window drops its oldest row.
    /// </summary>
    public void Insert(long createdAt, Guid id, int author)
    {
        var index = IndexOf(createdAt, id);
        if (index >= 0)
            return;
        index = ~index;
        if (End is { } end && new Position(DateTimeOffset.FromUnixTimeMilliseconds(createdAt), id) < end)
            return;
        if (Count == capacity)
        {
            if (index == 0)
            {
                End = At(0);
                return;
            }
            RemoveOldest();
            End = At(0);
            index--;
            if (index == 0)
                End = new(DateTimeOffset.FromUnixTimeMilliseconds(createdAt), id);
        }
        else if (Count == _times.Length)
        {
            Resize(Math.Min(capacity, Math.Max(8, Count * 2)));
        }
        MoveUp(index);
        (_times[index], _ids[index], _authors[index]) = (createdAt, id, checked((ushort)author));
        Count++;
    }

    /// <summary>
    /// The index of the newest entry strictly before the place (null: of the newest); -1 where there is none.
    /// </summary>
    public int NewestBefore(Position? before)
    {
        if (before is not { } place)
            return Count - 1;
        var index = IndexOf(place.CreatedAt.ToUnixTimeMilliseconds(), place.Id);
        return (index >= 0 ? index : ~index) - 1;
    }

    private int IndexOf(long time, Guid id)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _times[middle].CompareTo(time);
            if (order == 0)
                order = _ids[middle].CompareTo(id);
            if (order == 0)
                return middle;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return ~low;
    }

    private void RemoveOldest()
    {
        Count--;
        Array.Copy(_times, 1, _times, 0, Count);
        Array.Copy(_ids, 1, _ids, 0, Count);
        Array.Copy(_authors, 1, _authors, 0, Count);
    }

    private void MoveUp(int from)
    {
        Array.Copy(_times, from, _times, from + 1, Count - from);
        Array.Copy(_ids, from, _ids, from + 1, Count - from);
        Array.Copy(_authors, from, _authors, from + 1, Count - from);
    }

    private void Resize(int size)
    {
        Array.Resize(ref _times, size);
        Array.Resize(ref _ids, size);
        Array.Resize(ref _authors, size);
    }
}
