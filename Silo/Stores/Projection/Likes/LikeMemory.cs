namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// The orders that the truth has answered to this silo, and that may not be in the projection yet. They are a second
/// copy of the silo's part of the tail, for a truth that loses it. A memory ends with such a loss.
/// </summary>
internal sealed class LikeMemory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid ReelId, string UserId), LikeRow> _rows = [];
    private readonly string _name = Guid.NewGuid().ToString("N");
    private long _number;
    private bool _isLost;

    /// <summary>The mark that the truth must have reached.</summary>
    public LikeMark Mark
    {
        get
        {
            lock (_lock)
                return new(_name, _number);
        }
    }

    /// <summary>Whether the truth lacks something that it has answered to this silo.</summary>
    public bool IsLost
    {
        get
        {
            lock (_lock)
                return _isLost;
        }
    }

    public IReadOnlyList<LikeRow> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows.Values];
        }
    }

    /// <summary>Ends the memory. The truth isn't used until its rows are in the projection.</summary>
    public void Lose()
    {
        lock (_lock)
            _isLost = true;
    }

    /// <summary>
    /// Records what the truth has answered. Returns false where the memory has ended: nobody would keep the rows.
    /// </summary>
    public bool TryKeep(long mark, params IEnumerable<LikeRow> rows)
    {
        lock (_lock)
        {
            if (_isLost)
                return false;
            _number = Math.Max(_number, mark);
            foreach (var row in rows)
                _rows[(row.ReelId, row.UserId)] = row;
            return true;
        }
    }

    /// <summary>Forgets rows that are in the projection, unless a newer one of the same person has come.</summary>
    public void Forget(IEnumerable<LikeRow> rows)
    {
        lock (_lock)
        {
            foreach (var row in rows)
            {
                if (_rows.GetValueOrDefault((row.ReelId, row.UserId)) == row)
                    _rows.Remove((row.ReelId, row.UserId));
            }
        }
    }
}
