using System.Collections.Concurrent;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// The only writer, on its own thread. Writes that are queued during a commit share the next transaction, and so its
/// fsync.
/// </summary>
internal sealed class GroupCommitWriter : IDisposable
{
    private readonly EmbeddedOptions _options;
    private readonly ILogger _logger;

    // Blocking, not awaiting: all threads of the pool may be waiting for this one, so waking it must not need the
    // pool.
    private readonly BlockingCollection<WriteOperation> _queue;
    private readonly Thread _thread;
    private SqliteSession? _session;
    private volatile bool _failing;
    private long _commits;
    private long _writes;

    public GroupCommitWriter(EmbeddedOptions options, SqliteSession session, ILogger logger)
    {
        _options = options;
        _session = session;
        _logger = logger;
        _queue = new BlockingCollection<WriteOperation>(options.MaxQueue);
        _thread = new Thread(Work) { IsBackground = true, Name = "embedded-writer" };
        _thread.Start();
    }

    /// <summary>Transactions committed.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Whether the last transaction failed.</summary>
    public bool IsFailing => _failing;

    /// <summary>Writes in those transactions.</summary>
    public long Writes => Volatile.Read(ref _writes);

    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);

        var operation = new WriteOperation<T>(work, cancellationToken);
        operation.Watch();
        if (!TryQueue(operation) && operation.TryStart())
            operation.Fail(StorageFailure.NothingWritten());

        return operation.Task;
    }

    /// <summary>Stops accepting writes, and returns when all accepted ones are answered.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _session?.Dispose();
    }

    private bool TryQueue(WriteOperation operation)
    {
        try
        {
            return _queue.TryAdd(operation);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Work()
    {
        var group = new List<WriteOperation>(_options.MaxGroup);
        while (_queue.TryTake(out var operation, Timeout.Infinite))
        {
            do
            {
                if (operation.TryStart())
                    group.Add(operation);
            }
            while (group.Count < _options.MaxGroup && _queue.TryTake(out operation));

            if (group.Count > 0)
            {
                Commit(group);
                group.Clear();
                _session?.LimitLog(_options);
            }
        }
    }

    private void Commit(List<WriteOperation> group)
    {
        var committing = false;
        try
        {
            _session ??= SqliteSession.OpenWriter(_options);
            _session[TransactionQueries.Begin].Run();
            foreach (var operation in group)
                RunApart(_session, operation);

            committing = true;
            _session[TransactionQueries.Commit].Run();
        }
        catch (Exception exception)
        {
            Abandon(exception, group, outcomeUnknown: committing && StorageFailure.MayHaveCommitted(exception));
            return;
        }

        if (_failing)
        {
            _failing = false;
            _logger.WriterRecovered();
        }

        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _writes, _writes + group.Count);
        foreach (var operation in group)
            operation.Answer();
    }

    private static void RunApart(SqliteSession session, WriteOperation operation)
    {
        session[TransactionQueries.Savepoint].Run();
        try
        {
            operation.Run(session);
        }
        catch (Exception exception) when (!StorageFailure.Is(exception))
        {
            session[TransactionQueries.RollbackToSavepoint].Run();
            operation.Reject(exception);
        }

        session[TransactionQueries.Release].Run();
    }

    private void Abandon(Exception failure, List<WriteOperation> group, bool outcomeUnknown)
    {
        if (!_failing)
        {
            _failing = true;
            _logger.WriterFailed(failure, group.Count);
        }

        try
        {
            _session?.Dispose();
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.Data.Common.DbException)
        {
            _logger.WriterNotClosed(exception);
        }

        _session = null;
        foreach (var operation in group)
            operation.Fail(outcomeUnknown ? StorageFailure.OutcomeUnknown() : StorageFailure.NothingWritten());
    }
}

internal static class TransactionQueries
{
    public const string Begin = "BEGIN IMMEDIATE";
    public const string BeginRead = "BEGIN DEFERRED";
    public const string Commit = "COMMIT";
    public const string Savepoint = "SAVEPOINT operation";
    public const string RollbackToSavepoint = "ROLLBACK TO operation";
    public const string Release = "RELEASE operation";
}
