using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Outbox;

/// <summary>
/// Pointers to the outbox, by shard and by the minute in which a lease ends. A look reads only the minutes up to
/// now, which hold little else than lapsed entries. A queue in one partition would be read past its deleted rows.
/// </summary>
/// <remarks>
/// A pointer may be left over, but none is missing: it is written before the lease, and removed only by whoever closes
/// its entry, or when its minute is long over. So the minutes of all leases can be looked at later than they end.
/// </remarks>
internal static class Slots
{
    /// <summary>
    /// After this nobody still writes a lease that ends in the minute, whatever the clocks of two silos differ.
    /// </summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    public static DateTimeOffset Of(DateTimeOffset lease) =>
        new(lease.UtcTicks - (lease.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    public static bool IsOver(DateTimeOffset slot, DateTimeOffset now) => slot + Settled < now;

    public static IEnumerable<Cql> Add(Pointer pointer)
    {
        yield return OutboxQueries.AddPointer.With(pointer.Shard, pointer.Slot, pointer.AuthorId, pointer.CreatedAt,
            pointer.ReelId, pointer.Kind);
        yield return OutboxQueries.AddSlot.With(pointer.Shard, pointer.Slot);
    }

    public static Cql Remove(Pointer pointer) => OutboxQueries.RemovePointer.With(
        pointer.Shard, pointer.Slot, pointer.AuthorId, pointer.CreatedAt, pointer.ReelId, pointer.Kind);
}

/// <summary>Points to an entry at the end of its first lease, or to an author at the end of a later one.</summary>
internal sealed record Pointer(DateTimeOffset Slot, string AuthorId, DateTimeOffset CreatedAt, Guid ReelId, int Kind)
{
    /// <summary>The kind of a pointer to an author.</summary>
    private const int OfAuthor = -1;

    public int Shard => Shards.Of(AuthorId);

    public bool IsOfAuthor => Kind == OfAuthor;

    public static Pointer To(EntryRow entry) =>
        new(Slots.Of(entry.MadeUntil), entry.AuthorId, entry.CreatedAt, entry.ReelId, (int)entry.Kind);

    public static Pointer To(string authorId, DateTimeOffset leaseUntil) =>
        new(Slots.Of(leaseUntil), authorId, DateTimeOffset.UnixEpoch, Guid.Empty, OfAuthor);
}
