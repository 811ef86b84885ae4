using System.Runtime.InteropServices;

namespace Reels.Grains.Timelines;

/// <summary>
/// The inboxes of the timelines awake on this silo, by author. An announcement reaches them without waking a timeline,
/// or keeping one awake.
/// </summary>
internal sealed class AwakeTimelines
{
    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new Stripe())];

    public void Register(Guid author, Inbox inbox)
    {
        var stripe = StripeOf(author);
        lock (stripe.Lock)
        {
            ref var listeners = ref CollectionsMarshal.GetValueRefOrAddDefault(stripe.Listeners, author, out _);
            listeners.Add(inbox);
        }
    }

    /// <summary>Removes an inbox, which is closed already, from the author's listeners.</summary>
    public void Unregister(Guid author)
    {
        var stripe = StripeOf(author);
        lock (stripe.Lock)
        {
            ref var listeners = ref CollectionsMarshal.GetValueRefOrNullRef(stripe.Listeners, author);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref listeners) && listeners.CountClosed())
                stripe.Listeners.Remove(author);
        }
    }

    /// <summary>Puts an announcement into the inboxes of the author's listeners; returns how many.</summary>
    public int Deliver(in InboxItem item)
    {
        var stripe = StripeOf(item.Author);
        lock (stripe.Lock)
            return stripe.Listeners.TryGetValue(item.Author, out var listeners) ? listeners.Put(item) : 0;
    }

    private Stripe StripeOf(Guid author) => _stripes[(author.GetHashCode() & int.MaxValue) % _stripes.Length];

    private sealed class Stripe
    {
        public Lock Lock { get; } = new();

        public Dictionary<Guid, Listeners> Listeners { get; } = [];
    }

    /// <summary>
    /// One author's inboxes; a single one needs no array. Closed ones are removed when they are half of all, so that
    /// removing one costs constant time.
    /// </summary>
    private struct Listeners
    {
        private object? _inboxes;
        private int _count;
        private int _closed;

        public void Add(Inbox inbox)
        {
            if (_count == 0)
            {
                (_inboxes, _count) = (inbox, 1);
                return;
            }
            var array = _inboxes as Inbox[] ?? [(Inbox)_inboxes!, null!];
            if (_count == array.Length)
                Array.Resize(ref array, _count + Math.Max(1, _count / 4));
            array[_count++] = inbox;
            _inboxes = array;
        }

        /// <summary>Counts one more closed inbox; true where no open one is left.</summary>
        public bool CountClosed()
        {
            if (++_closed * 2 < _count)
                return false;
            if (_inboxes is Inbox[] array)
            {
                var open = Array.FindAll(array, inbox => inbox is { Closed: false });
                (_inboxes, _count) = (open, open.Length);
            }
            else
            {
                _count = _inboxes is Inbox { Closed: false } ? 1 : 0;
            }
            _closed = 0;
            return _count == 0;
        }

        public readonly int Put(in InboxItem item)
        {
            if (_inboxes is Inbox one)
            {
                one.Put(item);
                return 1;
            }
            foreach (var inbox in ((Inbox[])_inboxes!).AsSpan(0, _count))
                inbox.Put(item);
            return _count;
        }
    }
}
