using Reels.Grains.Announcements;

namespace Reels.Grains.Timelines;

/// <summary>An announcement on its way into one timeline.</summary>
internal readonly record struct InboxItem(AnnouncementKind Kind, Guid Author, long CreatedAt, Guid ReelId);

/// <summary>
/// What was announced since a timeline last looked. Filled by the silo from any thread, emptied by the timeline at the
/// start of each turn.
/// </summary>
/// <param name="limit">How many may wait.</param>
internal sealed class Inbox(int limit = Inbox.Limit)
{
    /// <summary>Over this many the timeline loads again instead (design: 64).</summary>
    public const int Limit = 64;

    private readonly Lock _lock = new();
    private List<InboxItem>? _items;
    private bool _overflowed;

    /// <summary>Set when the timeline has gone: the registry drops it at leisure.</summary>
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

    /// <summary>Takes everything out. False where it overflowed: then the timeline has to load again.</summary>
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
