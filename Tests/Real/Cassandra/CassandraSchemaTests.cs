using Cassandra;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Tests.Conformance;
using Xunit;
using ILogger = Microsoft.Extensions.Logging.ILogger;
using NullLogger = Microsoft.Extensions.Logging.Abstractions.NullLogger;

namespace Reels.Tests.Real.Cassandra;

[Collection(CassandraFixture.Collection)]
public sealed class CassandraSchemaTests(CassandraFixture cassandra) : IClassFixture<CassandraFixture>
{
    private const string ListColumns = """
        SELECT table_name, column_name, type, kind, position, clustering_order FROM system_schema.columns
        WHERE keyspace_name = ?
        """;

    private static readonly ILogger Log = NullLogger.Instance;

    /// <summary>The tables that the product's own documents name, as they name them.</summary>
    [Fact]
    public async Task Tables_have_the_documented_names_types_and_keys()
    {
        _ = cassandra.Ports;
        var columns = (await cassandra.Session.ReadAsync(ListColumns.With(cassandra.Keyspace), 1_000, default))
            .Select(row => (
                Column: $"{row.GetValue<string>("table_name")}.{row.GetValue<string>("column_name")}",
                Definition: Describe(row)))
            .ToDictionary(column => column.Column, column => column.Definition);

        string[] expected =
        [
            "reels.reel_id uuid partition_key 0 none", "reels.user_id text regular", "reels.caption text regular",
            "reels.media_url text regular", "reels.created_at timestamp regular",
            "user_reels.user_id text partition_key 0 none", "user_reels.created_at timestamp clustering 0 desc",
            "user_reels.reel_id uuid clustering 1 desc",
            "timeline.user_id text partition_key 0 none", "timeline.created_at timestamp clustering 0 desc",
            "timeline.reel_id uuid clustering 1 desc", "timeline.author_id text regular",
        ];
        Assert.All(expected, column =>
        {
            var name = column[..column.IndexOf(' ', StringComparison.Ordinal)];
            Assert.Equal(column, $"{name} {columns[name]}");
        });
    }

    [Fact]
    public async Task Silos_that_start_concurrently_make_one_schema()
    {
        _ = cassandra.Ports;
        var keyspace = "reels_test_" + Some.User()[..12];
        var sessions = Enumerable.Range(0, 10).Select(_ => Open(keyspace)).ToArray();
        try
        {
            await Task.WhenAll(sessions.Select(session => session.OpenAsync()));
            var ids = await Task.WhenAll(sessions.Select(
                session => session.FirstAsync(CassandraTables.StoreId.With(), default)));
            Assert.Single(ids.Select(row => row!.GetValue<string>("id")).Distinct());
            Assert.Equal(
                CassandraTables.All.Length,
                (await sessions[0].ReadAsync(CassandraTables.List.With(keyspace), 100, default)).Count);
        }
        finally
        {
            foreach (var session in sessions)
                session.Dispose();
            await CassandraFixture.DropAsync(keyspace);
        }
    }

    [Fact]
    public async Task Calls_are_refused_until_the_tables_are_there()
    {
        _ = cassandra.Ports;
        using var session = Open(cassandra.Keyspace);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => session.FirstAsync(CassandraTables.StoreId.With(), default));
        Assert.Equal((Engines.Cassandra, false), (refused.Store, refused.OutcomeUnknown));

        await session.OpenAsync();
        Assert.NotNull(await session.FirstAsync(CassandraTables.StoreId.With(), default));
    }

    private static CassandraSession Open(string keyspace) => new(
        CassandraFixture.Options(keyspace),
        new EngineCalls(Engines.Cassandra, EngineCalls.DefaultLimit, TimeProvider.System, Log));

    private static string Describe(Row row) => row.GetValue<string>("kind") is var kind && kind is "regular" or "static"
        ? $"{row.GetValue<string>("type")} {kind}"
        : $"{row.GetValue<string>("type")} {kind} {row.GetValue<int>("position")} "
            + row.GetValue<string>("clustering_order");
}
