using Cassandra;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Outbox;

/// <summary>An open entry of the outbox.</summary>
/// <param name="AuthorId">The author of the reel.</param>
/// <param name="CreatedAt">When the reel was made.</param>
/// <param name="ReelId">The reel.</param>
/// <param name="Kind">The work to do.</param>
/// <param name="MadeUntil">Until then the post or delete that added it may reach its commit point; also the entry's
/// first lease.</param>
/// <param name="MediaKeys">The uploads that a post refers to; without them nobody could let them go if it is never
/// made.</param>
internal sealed record EntryRow(string AuthorId, DateTimeOffset CreatedAt, Guid ReelId, OutboxKind Kind,
    DateTimeOffset MadeUntil, string[] MediaKeys)
{
    public static EntryRow Of(StoredReel reel, OutboxKind kind, DateTimeOffset leaseUntil) =>
        new(reel.AuthorId, reel.CreatedAt, reel.Id, kind, leaseUntil, kind == OutboxKind.Post ? Keys(reel) : []);

    /// <summary>Null where the row is none: the lease of an author without entries, or a cursor that is left.</summary>
    public static EntryRow? Read(Row row) => row.GetValue<int?>("kind") is { } kind
        && row.GetValue<DateTimeOffset?>("made_until") is { } madeUntil
            ? new(row.GetValue<string>("author_id"), row.GetValue<DateTimeOffset>("created_at"),
                row.GetValue<Guid>("reel_id"), (OutboxKind)kind, madeUntil,
                row.GetValue<string[]?>("media_keys") ?? [])
            : null;

    /// <summary>The reel's uploads, each once.</summary>
    public static string[] Keys(StoredReel reel) =>
        reel.Cover is { } cover && cover.Key != reel.Media.Key ? [reel.Media.Key, cover.Key] : [reel.Media.Key];

    /// <summary>The entry and the pointer by which a look finds it.</summary>
    public IEnumerable<Cql> Add() =>
        Slots.Add(Pointer.To(this)).Append(
            OutboxQueries.Add.With(AuthorId, CreatedAt, ReelId, (int)Kind, MediaKeys, MadeUntil));
}
