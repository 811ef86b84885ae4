using Reels.Grains.Announcements;

namespace Reels.Grains.Timelines;

/// <summary>An announcement on its way into one timeline.</summary>
internal readonly record struct InboxItem(AnnouncementKind Kind, Guid Author, long CreatedAt, Guid ReelId);

/// <summary>
/// Announcements since a timeline's last turn. The silo fills it from any thread; the timeline empties it at the start
/// of each turn.
/// </summary>
/// <param name="limit">Most announcements that wait.</param>
internal sealed class Inbox(int limit = Inbox.Limit)
{
    /// <summary>With more than these the timeline loads again instead (design: 64).</summary>
    public const int Limit = 64;

    private readonly Lock _lock = new();
    private List<InboxItem>? _items;
    private bool _overflowed;

    /// <summary>True when the timeline is released: the registry removes the inbox some time later.</summary>
    public bool Closed { get; private set; }

    public void Put(in InboxItem item)
    {
        lock (_lock)
        {
            if (_overflowed || Closed)
                return;
            _items ??= new(4);
            if (_items.Count < limit)
            {
                _items.Add(item);
                return;
            }
            (_items, _overflowed) = (null, true);
        }
    }

    /// <summary>
    /// Takes out all announcements. False where there were too many: then the timeline must load again.
    /// </summary>
    public bool TryDrain(out IReadOnlyList<InboxItem> items)
    {
        lock (_lock)
        {
            items = _items ?? (IReadOnlyList<InboxItem>)[];
            _items = null;
            return !_overflowed;
        }
    }

    public void Close()
    {
        lock (_lock)
            (_items, Closed) = (null, true);
    }
}
