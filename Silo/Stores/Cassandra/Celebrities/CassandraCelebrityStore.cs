using Cassandra;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;

namespace Reels.Silo.Stores.Cassandra.Celebrities;

/// <summary>
/// Marks by shard, so that the thousands of authors of a timeline are looked up in 64 reads or fewer.
/// </summary>
internal sealed class CassandraCelebrityStore(CassandraSession session) : ICelebrityStore
{
    /// <summary>Ids in one read. Cassandra reads them one by one.</summary>
    private const int MaxIds = 200;

    public async ValueTask<IReadOnlySet<string>> WhichAreCelebritiesAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pages = await Task.WhenAll(
            from shard in authorIds.Distinct().GroupBy(Shards.Of)
            from ids in shard.Chunk(MaxIds)
            select session.ReadAsync(CelebrityQueries.WhichAre.With(shard.Key, ids), MaxIds, cancellationToken));
        return pages.SelectMany(page => page).Select(row => row.GetValue<string>("author_id")).ToHashSet();
    }

    public async ValueTask<CelebrityMark> GetAsync(string authorId, CancellationToken cancellationToken)
    {
        var row = await session.FirstAsync(CelebrityQueries.Get.With(Shards.Of(authorId), authorId), cancellationToken);
        return row is null ? CelebrityMark.None : (CelebrityMark)row.GetValue<int>("mark");
    }

    public async ValueTask RaiseAsync(string authorId, CelebrityMark mark, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (mark == CelebrityMark.Marked)
            await TryAsync(CelebrityQueries.Mark, authorId, cancellationToken);
        else if (mark == CelebrityMark.Acknowledged)
            await TryAsync(CelebrityQueries.Acknowledge, authorId, cancellationToken);
    }

    public async ValueTask EraseAsync(string authorId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await TryAsync(CelebrityQueries.Erase, authorId, cancellationToken);
    }

    private Task<Row?> TryAsync(string statement, string authorId, CancellationToken cancellationToken)
    {
        var shard = Shards.Of(authorId);
        return session.Gates.RunAsync(
            $"celebrities {shard}", () => session.TryAsync(statement.With(shard, authorId), cancellationToken));
    }
}
