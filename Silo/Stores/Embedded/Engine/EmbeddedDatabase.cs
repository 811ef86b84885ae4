using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// One SQLite database in write-ahead mode: one writer that commits in groups, and readers in parallel that never wait
/// for it. A read that begins after the answer to a write sees that write.
/// </summary>
internal sealed class EmbeddedDatabase : IDisposable
{
    private const string ReadCall = "read";
    private const string WriteCall = "write";
    private static readonly StoreCalls Calls = new(StorageFailure.Store);

    private readonly FileStream _lock;
    private readonly GroupCommitWriter _writer;
    private readonly ReaderPool _readers;

    /// <summary>Opens the database, creates it if there is none, and migrates it.</summary>
    /// <exception cref="EmbeddedDataRefusedException">Another process uses the folder, the folder can't be written, or
    /// a newer version has written the database.</exception>
    public EmbeddedDatabase(EmbeddedOptions options, ILogger<EmbeddedDatabase>? logger = null)
        : this(options, EmbeddedSchema.Scripts, logger)
    {
    }

    internal EmbeddedDatabase(EmbeddedOptions options, IReadOnlyList<string> scripts,
        ILogger<EmbeddedDatabase>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var log = (ILogger?)logger ?? NullLogger.Instance;
        _lock = DataFolderLock.Take(options);
        try
        {
            _writer = new GroupCommitWriter(options, OpenMigrated(options, scripts, log), log);
            _readers = new ReaderPool(options);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Transactions committed by this process.</summary>
    public long Commits => _writer.Commits;

    /// <summary>Whether the last transaction failed.</summary>
    public bool IsFailing => _writer.IsFailing;

    /// <summary>Writes in those transactions.</summary>
    public long Writes => _writer.Writes;

    /// <summary>
    /// Runs <paramref name="work"/> on the writer's thread, in the transaction of its group. If it throws, only this
    /// work is undone.
    /// </summary>
    /// <param name="work">Short, and uses only the session: all other writes of the process wait for it.</param>
    /// <param name="cancellationToken">Observed until the writer takes the work from its queue, and not after.</param>
    /// <param name="caller">The store's method, for traces.</param>
    /// <returns>The result of the work, once it is on disk.</returns>
    /// <exception cref="StoreUnavailableException">The disk failed, or too many writes wait.</exception>
    internal Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") =>
        Calls.MeasureAsync(WriteCall, caller, () => _writer.WriteAsync(work, cancellationToken));

    /// <inheritdoc cref="WriteAsync{T}"/>
    internal Task WriteAsync(Action<SqliteSession> work, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => WriteAsync(
        session =>
        {
            work(session);
            return true;
        },
        cancellationToken,
        caller);

    /// <summary>Runs one query on the caller's thread.</summary>
    /// <exception cref="StoreUnavailableException">The disk failed.</exception>
    internal ValueTask<T> ReadAsync<T>(Func<SqliteSession, T> query, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<T>(cancellationToken)
            : ValueTask.FromResult(Calls.Measure(ReadCall, caller, () => _readers.Read(query)));

    /// <summary>Runs several queries on the caller's thread, all on the same state of the database.</summary>
    /// <exception cref="StoreUnavailableException">The disk failed.</exception>
    internal ValueTask<T> ReadTogetherAsync<T>(Func<SqliteSession, T> queries, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") => ReadAsync(
        session =>
        {
            session[TransactionQueries.BeginRead].Run();
            var answer = queries(session);
            session[TransactionQueries.Commit].Run();
            return answer;
        },
        cancellationToken,
        caller);

    /// <summary>Commits the accepted writes, and closes the database.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        _lock.Dispose();
    }

    private static SqliteSession OpenMigrated(EmbeddedOptions options, IReadOnlyList<string> scripts, ILogger logger)
    {
        SqliteSession? session = null;
        try
        {
            session = SqliteSession.OpenWriter(options);
            EmbeddedSchema.Migrate(session, scripts, logger);
            return session;
        }
        catch (Exception exception)
        {
            session?.Dispose();
            if (exception is SqliteException)
            {
                throw new EmbeddedDataRefusedException(
                    $"The database {options.DatabaseFile} can't be opened: {exception.Message}", exception);
            }

            throw;
        }
    }
}
