using Cassandra;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Media;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>Reels by id. Only conditional writes change them.</summary>
internal sealed class ReelRows(CassandraSession session)
{
    /// <summary>Ids in one read.</summary>
    private const int MaxIds = 100;

    public async Task<FoundReel> FindAsync(Guid reelId, CancellationToken cancellationToken) =>
        await session.FirstAsync(ReelQueries.Get.With(reelId), cancellationToken) is { } row
            ? new(true, Read(row), row.GetValue<Guid?>("fence"))
            : new(false, null, null);

    /// <summary>Those that exist, deleted ones too.</summary>
    public async Task<IReadOnlyList<StoredReel>> FindManyAsync(IEnumerable<Guid> reelIds,
        CancellationToken cancellationToken)
    {
        var pages = await Task.WhenAll(reelIds.Distinct().Chunk(MaxIds).Select(
            ids => session.ReadAsync(ReelQueries.GetMany.With([ids]), MaxIds, cancellationToken)));
        return [.. pages.SelectMany(page => page).Select(Read).OfType<StoredReel>()];
    }

    /// <summary>The commit point of a post. False where the row has changed since it was found.</summary>
    public async Task<bool> TryInsertAsync(StoredReel reel, FoundReel found)
    {
        object?[] values =
        [
            reel.AuthorId, reel.CreatedAt, reel.Caption, reel.AltText, $"/api/media/{reel.Media.Key}",
            MediaColumn.Write(reel.Media), MediaColumn.Write(reel.Cover), reel.RequestHash, reel.Id,
        ];
        return await TryAsync(reel.Id, found.IsThere
            ? ReelQueries.InsertOverFence.With([.. values, found.Fence])
            : ReelQueries.Insert.With(values));
    }

    /// <summary>The commit point of a delete. False where the row has changed since it was found.</summary>
    public Task<bool> TryMarkDeletedAsync(StoredReel reel, FoundReel found, DateTimeOffset now) => TryAsync(
        reel.Id, ReelQueries.MarkDeleted.With(now, reel.Id, reel.AuthorId, found.Fence));

    /// <summary>
    /// Makes every post and delete that has begun fail. False where the row has changed since it was found.
    /// </summary>
    public Task<bool> TryFenceAsync(Guid reelId, FoundReel found)
    {
        var fence = Guid.NewGuid();
        return TryAsync(reelId, found.IsThere
            ? ReelQueries.ChangeFence.With(fence, reelId, found.Reel?.AuthorId, found.Fence)
            : ReelQueries.InsertFence.With(reelId, fence));
    }

    public Task RemoveAsync(Guid reelId) => TryAsync(reelId, ReelQueries.Remove.With(reelId));

    private Task<bool> TryAsync(Guid reelId, Cql cql) => session.Gates.RunAsync(
        $"reels {reelId}", async () => await session.TryAsync(cql, CancellationToken.None) is null);

    private static StoredReel? Read(Row row) => row.GetValue<string?>("user_id") is not { } author ? null : new(
        row.GetValue<Guid>("reel_id"),
        author,
        row.GetValue<DateTimeOffset>("created_at"),
        row.GetValue<string?>("caption"),
        row.GetValue<string?>("alt_text"),
        MediaColumn.Read(row.GetValue<string>("media")),
        ReadCover(row),
        row.GetValue<string?>("request_hash"),
        row.GetValue<DateTimeOffset?>("deleted_at"));

    private static MediaItem? ReadCover(Row row) =>
        row.GetValue<string?>("cover") is { } cover ? MediaColumn.Read(cover) : null;
}

/// <param name="IsThere">Whether there is a row: a reel, or a fence where none may appear.</param>
/// <param name="Reel">The reel; null where there is none.</param>
/// <param name="Fence">As in the row.</param>
internal readonly record struct FoundReel(bool IsThere, StoredReel? Reel, Guid? Fence);
