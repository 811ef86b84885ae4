using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>
/// Each author's reels, newest first, with their number. A row is there before its reel is made, so it is listed from
/// the moment that it counts. Rows and number change in one conditional step, which nobody makes twice.
/// </summary>
internal sealed class AuthorReels(CassandraSession session)
{
    /// <summary>Other processes that count reels of one author concurrently are few: their silos.</summary>
    private const int MaxAttempts = 20;

    private const int MaxPage = 1_000;

    /// <summary>Ids in one read.</summary>
    private const int MaxIds = 100;

    /// <summary>Makes the reel count if it is there, or no more count if it is deleted.</summary>
    public Task<bool> CountAsync(StoredReel reel, CancellationToken cancellationToken) =>
        CountAsync(reel.AuthorId, new(reel.CreatedAt, reel.Id), reel.DeletedAt is null, cancellationToken);

    /// <summary>Makes a row no more count whose reel doesn't exist.</summary>
    public Task<bool> UncountAsync(string authorId, Position reel, CancellationToken cancellationToken) =>
        CountAsync(authorId, reel, counts: false, cancellationToken);

    /// <summary>Sets the number of reels. False where it has changed since it was read.</summary>
    public Task<bool> TrySetNumberAsync(string authorId, long number, DateTimeOffset? lastCreatedAt, long? seq,
        CancellationToken cancellationToken) => session.Gates.RunAsync(Partition(authorId), async () =>
        await session.TryAsync(
            AuthorQueries.Count.With(number, lastCreatedAt, (seq ?? 0) + 1, authorId, seq), cancellationToken) is null);

    public async Task<IReadOnlyList<Position>> ListAsync(string authorId, Position? before, int limit,
        CancellationToken cancellationToken)
    {
        var reels = new List<Position>();
        var list = before is { } place
            ? AuthorQueries.ListBefore.With(authorId, place.CreatedAt, place.Id)
            : AuthorQueries.ListFirst.With(authorId);
        await foreach (var row in session.PagesAsync(list, Math.Min(limit, MaxPage), cancellationToken))
        {
            if (row.GetValue<bool?>("counted") is not null)
                reels.Add(new(row.GetValue<DateTimeOffset>("created_at"), row.GetValue<Guid>("reel_id")));
            if (reels.Count >= limit)
                break;
        }

        return reels;
    }

    public async Task<DateTimeOffset?> NthNewestAsync(string authorId, int nth, DateTimeOffset? madeBy,
        CancellationToken cancellationToken)
    {
        var list = madeBy is { } time
            ? AuthorQueries.ListMadeBy.With(authorId, time)
            : AuthorQueries.ListFirst.With(authorId);
        await foreach (var row in session.PagesAsync(list, Math.Min(nth, MaxPage), cancellationToken))
        {
            if (row.GetValue<bool?>("counted") == true && --nth == 0)
                return row.GetValue<DateTimeOffset>("created_at");
        }

        return null;
    }

    public async Task<DateTimeOffset?> LastCreatedAtAsync(string authorId, CancellationToken cancellationToken) =>
        (await session.FirstAsync(AuthorQueries.LastCreatedAt.With(authorId), cancellationToken))
            ?.GetValue<DateTimeOffset?>("last_created_at");

    public async Task<IReadOnlyDictionary<string, long>> CountsAsync(IEnumerable<string> authorIds,
        CancellationToken cancellationToken)
    {
        var counts = authorIds.Distinct().ToDictionary(id => id, _ => 0L);
        var pages = await Task.WhenAll(counts.Keys.Chunk(MaxIds).Select(
            ids => session.ReadAsync(AuthorQueries.Counts.With([ids]), MaxIds, cancellationToken)));
        foreach (var row in pages.SelectMany(page => page))
            counts[row.GetValue<string>("user_id")] = row.GetValue<long?>("reels") ?? 0;
        return counts;
    }

    /// <summary>Removes the row of a reel that was never made.</summary>
    public Task WithdrawAsync(string authorId, DateTimeOffset createdAt, Guid reelId) => session.WriteAsync(
        AuthorQueries.Withdraw.With(authorId, createdAt, reelId), CancellationToken.None);

    public Task RemoveAsync(string authorId, DateTimeOffset createdAt, Guid reelId) => session.Gates.RunAsync(
        Partition(authorId),
        () => session.TryAsync(AuthorQueries.Remove.With(authorId, createdAt, reelId), CancellationToken.None));

    public async Task EraseAsync(string authorId)
    {
        await session.Gates.RunAsync(Partition(authorId),
            () => session.TryAsync(AuthorQueries.EraseCounts.With(authorId), CancellationToken.None));
        await session.WriteAsync(AuthorQueries.Erase.With(authorId), CancellationToken.None);
    }

    private Task<bool> CountAsync(string authorId, Position reel, bool counts, CancellationToken cancellationToken) =>
        session.Gates.RunAsync(Partition(authorId), async () =>
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (await TryCountAsync(authorId, reel, counts, cancellationToken))
                    return true;
            }

            throw StoreUnavailableException.Contended();
        });

    private async Task<bool> TryCountAsync(string authorId, Position reel, bool counts,
        CancellationToken cancellationToken)
    {
        if (await session.FirstAsync(AuthorQueries.Get.With(authorId, reel.CreatedAt, reel.Id), cancellationToken)
            is not { } row)
        {
            return true;
        }

        var counted = row.GetValue<bool?>("counted");
        if (counted == false || counted == counts)
            return true;
        var change = counts ? 1 : counted is true ? -1 : 0;
        var (last, seq) = (row.GetValue<DateTimeOffset?>("last_created_at"), row.GetValue<long?>("seq"));
        return await session.TryTogetherAsync(
            [
                AuthorQueries.MarkCounted.With(counts, authorId, reel.CreatedAt, reel.Id, counted),
                AuthorQueries.Count.With((row.GetValue<long?>("reels") ?? 0) + change,
                    last > reel.CreatedAt ? last : reel.CreatedAt, (seq ?? 0) + 1, authorId, seq),
            ],
            cancellationToken);
    }

    private static string Partition(string authorId) => $"user_reels {authorId}";
}
