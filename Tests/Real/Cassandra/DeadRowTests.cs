using System.Globalization;
using System.Text.RegularExpressions;
using Cassandra;
using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Reels;
using Reels.Silo.Stores.Cassandra.Timelines;
using Reels.Tests.Conformance;
using Xunit;
using Driver = Cassandra.Cluster;

namespace Reels.Tests.Real.Cassandra;

/// <summary>
/// What Cassandra reads for a timeline of which every second row is dead: its reel is deleted, and the row stays. A
/// deletion writes nothing into timelines, so there is no tombstone in them. The server's own trace counts.
/// </summary>
[Collection(CassandraFixture.Collection)]
public sealed partial class DeadRowTests(CassandraFixture cassandra) : IClassFixture<CassandraFixture>, IAsyncDisposable
{
    private const int Rows = 600;
    private const int ReelsPerAuthor = 50;

    /// <summary>As a timeline loads its newest rows.</summary>
    private const int PageSize = 400;

    /// <summary>As reels are read for a page.</summary>
    private const int ReelsPerRead = 100;

    private readonly Lazy<Task<ISession>> _tracing = new(() => Driver.Builder()
        .AddContactPoint(Servers.Host).Build().ConnectAsync(cassandra.Keyspace));

    private IReelStore Reels => cassandra.Ports.GetRequiredService<IReelStore>();

    private ITimelineStore Timelines => cassandra.Ports.GetRequiredService<ITimelineStore>();

    [Fact]
    public async Task Half_dead_timelines_read_under_3_times_a_clean_one()
    {
        var (halfDead, clean) = (Some.User(), Some.User());
        var posted = await PostAsync();
        await BackfillAsync(halfDead, posted);
        await BackfillAsync(clean, posted.Where((_, i) => i % 2 == 1));
        await DeleteAsync(posted.Where((_, i) => i % 2 == 0));

        var (read, live) = await ReadAsync(halfDead);
        var (readClean, liveClean) = await ReadAsync(clean);

        Assert.Equal((Rows / 2, Rows / 2), (live, liveClean));
        Assert.True(read < 3 * readClean, $"{read} rows and tombstones are read, and {readClean} of a clean one.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_tracing.IsValueCreated)
            return;
        using var session = await _tracing.Value;
        await session.Cluster.ShutdownAsync();
    }

    /// <summary>
    /// Read a whole timeline with the statements of the stores, and leave out what their readers leave out. Return the
    /// rows and tombstones that the server read, and the number of live rows.
    /// </summary>
    private async Task<(int Read, int Live)> ReadAsync(string reader)
    {
        var (all, live) = (0, 0);
        RowSet page;
        List<Row> rows;
        Position? before = null;
        do
        {
            (page, var read) = await TraceAsync(before is { } place
                ? TimelineQueries.ListBefore.With(reader, place.CreatedAt, place.Id, PageSize)
                : TimelineQueries.List.With(reader, PageSize));
            rows = [.. page];
            all += read;
            foreach (var ids in rows.Select(row => row.GetValue<Guid>("reel_id")).Chunk(ReelsPerRead))
            {
                (page, read) = await TraceAsync(ReelQueries.GetMany.With([ids]));
                all += read;
                live += page.Count(reel => reel.GetValue<string?>("user_id") is not null
                    && reel.GetValue<DateTimeOffset?>("deleted_at") is null);
            }

            if (rows.Count > 0)
                before = new(rows[^1].GetValue<DateTimeOffset>("created_at"), rows[^1].GetValue<Guid>("reel_id"));
        }
        while (rows.Count == PageSize);
        return (all, live);
    }

    private async Task<(RowSet Rows, int Read)> TraceAsync(Cql cql)
    {
        var session = await _tracing.Value;
        var statement = (await session.PrepareAsync(cql.Text)).Bind(cql.Values);
        statement.EnableTracing();
        var rows = await session.ExecuteAsync(statement.SetPageSize(PageSize));
        var trace = rows.Info.QueryTrace.TraceId;
        string[] counts = [];

        // The server writes its trace after its answer.
        await Until.TrueAsync(async () =>
        {
            var ended = await session.ExecuteAsync(new SimpleStatement(
                "SELECT duration FROM system_traces.sessions WHERE session_id = ?", trace));
            if (ended.SingleOrDefault()?.GetValue<int?>("duration") is null)
                return false;
            var events = await session.ExecuteAsync(new SimpleStatement(
                "SELECT activity FROM system_traces.events WHERE session_id = ?", trace));
            counts = [.. events.Select(row => row.GetValue<string>("activity")).Where(text => Counts().IsMatch(text))];
            return counts.Length > 0;
        });
        return (rows, counts.Select(text => Counts().Match(text)).Sum(match => Number(match, 1) + Number(match, 2)));
    }

    private async Task<StoredReel[]> PostAsync()
    {
        var reels = Enumerable.Range(0, Rows / ReelsPerAuthor).Select(_ => Some.User())
            .SelectMany(author => Enumerable.Range(0, ReelsPerAuthor).Select(
                i => Some.Reel(author, Some.LongAgo.AddMilliseconds(i), Some.Media())))
            .ToArray();
        await Parallel.ForEachAsync(reels.GroupBy(reel => reel.AuthorId), Concurrently, async (ofAuthor, token) =>
        {
            foreach (var reel in ofAuthor)
                await Reels.PostAsync(reel, Some.ADayBefore, Some.Now, token);
        });
        return reels;
    }

    private async Task DeleteAsync(IEnumerable<StoredReel> reels) => await Parallel.ForEachAsync(
        reels.GroupBy(reel => reel.AuthorId), Concurrently, async (ofAuthor, token) =>
        {
            foreach (var reel in ofAuthor)
                await Reels.DeleteAsync(reel.Id, reel.AuthorId, Some.LongAgo, Some.Now, token);
        });

    private ValueTask BackfillAsync(string reader, IEnumerable<StoredReel> reels) => Timelines.AddAsync(
        [.. reels.Select(reel => new TimelineEntry(reel.AuthorId, reel.Position))], [reader], default);

    private ParallelOptions Concurrently => new() { MaxDegreeOfParallelism = cassandra.Concurrency };

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Read (\d+) live rows and (\d+) tombstone")]
    private static partial Regex Counts();
}
