using System.Runtime.CompilerServices;
using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>
/// The connections of this process. A call is one transaction of one statement. Calls are refused until the schema is
/// there and the server has compiled the statements.
/// </summary>
/// <param name="options">The server.</param>
/// <param name="calls">All calls go through it.</param>
/// <param name="samples">Each statement, with lists of each magnitude: a server compiles a statement for each, and that
/// takes longer than a call may.</param>
/// <remarks>
/// Reads go to the leader of a cluster too: rows that any silo has written must be seen, and other servers get them
/// later.
/// </remarks>
internal sealed class Neo4jSession(Neo4jOptions options, EngineCalls calls, IEnumerable<Cypher> samples)
    : IAsyncDisposable
{
    /// <summary>
    /// The server ends a transaction after this time, so that none holds locks for nobody. Longer than a caller waits:
    /// a statement may have to be compiled again, and the next call finds it compiled.
    /// </summary>
    private static readonly TimeSpan TransactionLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Tries of a transaction that another one has disturbed: in a deadlock, or while it reads edges.
    /// </summary>
    private const int Tries = 3;

    private IDriver? _driver;
    private int _open;

    /// <summary>Connects, makes the schema where it isn't there, and lets calls through.</summary>
    public async Task OpenAsync()
    {
        var driver = Neo4jConnection.Build(options);
        try
        {
            await using (var session = Open(driver))
            {
                await Neo4jSchema.CreateAsync(session, Neo4jSchema.All);
                foreach (var (text, parameters) in samples)
                    await (await session.RunAsync("EXPLAIN " + text, parameters)).ConsumeAsync();
            }

            _driver = driver;
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<T>> ReadAsync<T>(Cypher cypher, Func<IRecord, T> map,
        CancellationToken cancellationToken, [CallerMemberName] string caller = "") =>
        calls.ReadAsync(_ => TranslateAsync(cypher, map, isWrite: false), cancellationToken, caller);

    public Task<IReadOnlyList<T>> WriteAsync<T>(Cypher cypher, Func<IRecord, T> map,
        CancellationToken cancellationToken, [CallerMemberName] string caller = "") =>
        calls.WriteAsync(_ => TranslateAsync(cypher, map, isWrite: true), cancellationToken, caller);

    public Task WriteAsync(Cypher cypher, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => WriteAsync(cypher, _ => true, cancellationToken, caller);

    /// <summary>Whether a node can be read now. For the health check, which makes it one of the calls.</summary>
    public async Task<bool> IsAnsweringAsync() =>
        (await TranslateAsync(Neo4jSchema.Ping.With(), _ => true, isWrite: false)).Count == 1;

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
            await _driver.DisposeAsync();
    }

    private async Task<IReadOnlyList<T>> TranslateAsync<T>(Cypher cypher, Func<IRecord, T> map, bool isWrite)
    {
        var driver = _driver ?? throw new StoreUnavailableException(Engines.Neo4j, outcomeUnknown: false);
        try
        {
            // The driver must never wait for a free connection. It would while calls without an answer keep them all.
            if (Interlocked.Increment(ref _open) >= options.Connections)
                throw StoreUnavailableException.Overloaded();
            return await TryAsync(driver, cypher, map);
        }
        catch (Exception exception) when (Neo4jFailure.IsOne(exception))
        {
            throw Neo4jFailure.Translate(exception, isWrite);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<IReadOnlyList<T>> TryAsync<T>(IDriver driver, Cypher cypher, Func<IRecord, T> map)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var session = Open(driver);
                var cursor = await session.RunAsync(
                    cypher.Text, cypher.Parameters, transaction => transaction.WithTimeout(TransactionLimit));
                return await cursor.ToListAsync(map);
            }
            catch (Exception exception) when (attempt < Tries
                && exception is (TransientException or ReplacedWhileReadException))
            {
                // Rolled back, or it has read something that is no longer there. The other one has gone on by now.
            }
        }
    }

    private IAsyncSession Open(IDriver driver) => driver.AsyncSession(settings =>
    {
        settings.WithDefaultAccessMode(AccessMode.Write);
        if (options.Database is { Length: > 0 } database)
            settings.WithDatabase(database);
    });
}
