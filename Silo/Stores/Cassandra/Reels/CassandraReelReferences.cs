using System.Collections.Concurrent;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Media;

namespace Reels.Silo.Stores.Cassandra.Reels;

/// <summary>References of reels. Each is checked against its reel.</summary>
internal sealed class CassandraReelReferences(CassandraSession session) : IMediaReferences
{
    private const int PageSize = 50;

    /// <summary>Keys that one call looks up concurrently.</summary>
    private const int MaxConcurrent = 16;

    private readonly ReelRows _reels = new(session);

    public async ValueTask<IReadOnlyList<string>> FindUnreferencedAsync(IReadOnlyCollection<string> mediaKeys,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var referenced = new ConcurrentDictionary<string, bool>();
        await Parallel.ForEachAsync(
            mediaKeys.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken },
            async (key, token) => referenced[key] = await IsReferencedAsync(key, token));
        return [.. mediaKeys.Where(key => !referenced[key])];
    }

    public async ValueTask<string> GetIdAsync(CancellationToken cancellationToken) =>
        (await session.FirstAsync(CassandraTables.StoreId.With(), cancellationToken))!.GetValue<string>("id");

    /// <summary>Whether a reel that isn't deleted refers to the upload.</summary>
    public async Task<bool> IsReferencedAsync(string mediaKey, CancellationToken cancellationToken)
    {
        var holders = new HashSet<Holder>();
        await foreach (var row in session.PagesAsync(
            ReferenceQueries.List.With(mediaKey), PageSize, cancellationToken))
        {
            // A partition without references still has their number.
            if (row.GetValue<Guid?>("reel_id") is { } reel)
                holders.Add(new(reel, row.GetValue<DateTimeOffset>("created_at")));
            if (holders.Count < PageSize)
                continue;
            if (await IsAnyThereAsync(holders, cancellationToken))
                return true;
            holders.Clear();
        }

        return await IsAnyThereAsync(holders, cancellationToken);
    }

    private async Task<bool> IsAnyThereAsync(HashSet<Holder> holders, CancellationToken cancellationToken) =>
        holders.Count > 0
        && (await _reels.FindManyAsync(holders.Select(holder => holder.ReelId), cancellationToken))
            .Any(reel => reel.DeletedAt is null && holders.Contains(new(reel.Id, reel.CreatedAt)));
}
