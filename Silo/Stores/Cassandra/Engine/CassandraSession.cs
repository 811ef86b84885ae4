using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Cassandra;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Settings;
using ISession = Cassandra.ISession;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>
/// The connection of this process. Every statement is prepared, read and written at LOCAL_QUORUM, and LOCAL_SERIAL
/// where it has a condition. Calls are refused until the schema is there.
/// </summary>
internal sealed class CassandraSession(CassandraOptions options, EngineCalls calls) : IDisposable
{
    private const string Applied = "[applied]";

    private readonly ConcurrentDictionary<string, Lazy<Task<PreparedStatement>>> _prepared = new();
    private Cluster? _cluster;
    private ISession? _session;

    public PartitionGates Gates { get; } = new(options.CallLimit);

    /// <summary>Connects, makes the schema where it isn't there, and lets calls through.</summary>
    public async Task OpenAsync()
    {
        var cluster = CassandraCluster.Build(options);
        try
        {
            using (var first = await cluster.ConnectAsync())
                await CassandraSchema.CreateKeyspaceAsync(first, options);
            var session = await cluster.ConnectAsync(options.Keyspace);
            await CassandraSchema.CreateTablesAsync(session, options.Keyspace);
            (_cluster, _session) = (cluster, session);
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>One page: all rows of a statement that has so few, or its first.</summary>
    public Task<IReadOnlyList<Row>> ReadAsync(Cql cql, int max, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => calls.ReadAsync<IReadOnlyList<Row>>(
        async _ => [.. (await ExecuteAsync(cql, statement => statement.SetPageSize(max).SetAutoPage(false)))
            .GetRows()],
        cancellationToken, caller);

    public async Task<Row?> FirstAsync(Cql cql, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") =>
        await ReadAsync(cql, 1, cancellationToken, caller) is [var row, ..] ? row : null;

    /// <summary>All rows, page by page: the next is read only if it is asked for.</summary>
    public async IAsyncEnumerable<Row> PagesAsync(Cql cql, int pageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken, [CallerMemberName] string caller = "")
    {
        byte[]? place = null;
        do
        {
            var from = place;
            var page = await calls.ReadAsync(
                _ => ExecuteAsync(
                    cql, statement => statement.SetPageSize(pageSize).SetAutoPage(false).SetPagingState(from)),
                cancellationToken, caller);
            foreach (var row in page.GetRows())
                yield return row;
            place = page.PagingState;
        }
        while (place is not null);
    }

    /// <summary>A write without a condition, which may be repeated.</summary>
    public Task WriteAsync(Cql cql, CancellationToken cancellationToken, [CallerMemberName] string caller = "") =>
        calls.WriteAsync(_ => ExecuteAsync(cql, isWrite: true), cancellationToken, caller);

    /// <summary>Writes without conditions: all of them or none, also where they are in several partitions.</summary>
    public Task WriteTogetherAsync(IEnumerable<Cql> statements, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => calls.WriteAsync(
        _ => ExecuteAsync(statements, BatchType.Logged, isIdempotent: true), cancellationToken, caller);

    /// <summary>Many rows of one partition.</summary>
    public Task WritePartitionAsync(IEnumerable<Cql> statements, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => calls.WriteAsync(
        _ => ExecuteAsync(statements, BatchType.Unlogged, isIdempotent: true), cancellationToken, caller);

    /// <summary>A write with a condition. Returns null where it was applied; otherwise what is there instead.</summary>
    public async Task<Row?> TryAsync(Cql cql, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => Refused(await calls.WriteAsync(
        _ => ExecuteAsync(cql, isWrite: true, isIdempotent: false), cancellationToken, caller));

    /// <summary>Writes to one partition: all of them if all their conditions hold, otherwise none.</summary>
    public async Task<bool> TryTogetherAsync(IEnumerable<Cql> statements, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => Refused(await calls.WriteAsync(
        _ => ExecuteAsync(statements, BatchType.Unlogged, isIdempotent: false), cancellationToken, caller)) is null;

    /// <summary>Whether a row can be read now. For the health check, which makes it one of the calls.</summary>
    public async Task<bool> IsAnsweringAsync() =>
        (await ExecuteAsync(CassandraTables.StoreId.With(), statement => statement.SetPageSize(1))).Any();

    /// <summary>
    /// A setting of one host; null where it can't be read: not every provider of Cassandra lets it be.
    /// </summary>
    public async Task<string?> FindSettingAsync(string name)
    {
        try
        {
            var rows = await _session!.ExecuteAsync(new SimpleStatement(CassandraTables.Setting, name));
            return rows.FirstOrDefault()?.GetValue<string>("value");
        }
        catch (Exception exception) when (CassandraFailure.IsOne(exception))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _cluster?.Dispose();
        Gates.Dispose();
    }

    private static Row? Refused(RowSet answer)
    {
        var row = answer.First();
        return row.GetValue<bool>(Applied) ? null : row;
    }

    private Task<RowSet> ExecuteAsync(Cql cql, bool isWrite, bool isIdempotent = true) => ExecuteAsync(
        async session => (await BindAsync(session, cql)).SetIdempotence(isIdempotent), isWrite);

    private Task<RowSet> ExecuteAsync(Cql cql, Action<IStatement> read) => ExecuteAsync(
        async session =>
        {
            var statement = (await BindAsync(session, cql)).SetIdempotence(true);
            read(statement);
            return statement;
        },
        isWrite: false);

    private Task<RowSet> ExecuteAsync(IEnumerable<Cql> statements, BatchType type, bool isIdempotent) => ExecuteAsync(
        async session =>
        {
            var batch = new BatchStatement().SetBatchType(type);
            foreach (var cql in statements)
                batch.Add(await BindAsync(session, cql));
            return batch.SetIdempotence(isIdempotent);
        },
        isWrite: true);

    private async Task<RowSet> ExecuteAsync(Func<ISession, Task<IStatement>> bind, bool isWrite)
    {
        var isSent = false;
        try
        {
            var session = _session
                ?? throw new StoreUnavailableException(Engines.Cassandra, outcomeUnknown: false);
            var statement = await bind(session);
            isSent = true;
            return await session.ExecuteAsync(statement);
        }
        catch (Exception exception) when (CassandraFailure.IsOne(exception))
        {
            throw CassandraFailure.Translate(exception, isWrite && isSent);
        }
    }

    private async Task<BoundStatement> BindAsync(ISession session, Cql cql)
    {
        var preparing = _prepared.GetOrAdd(cql.Text,
            static (text, session) => new(() => session.PrepareAsync(text)), session);
        try
        {
            return (await preparing.Value).Bind(cql.Values);
        }
        catch
        {
            _prepared.TryRemove(new(cql.Text, preparing));
            throw;
        }
    }
}
