using Microsoft.Data.Sqlite;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>One connection and its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LogPatience = TimeSpan.FromMilliseconds(100);

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    public static SqliteSession OpenWriter(EmbeddedOptions options)
    {
        var session = Open(options, SqliteOpenMode.ReadWriteCreate);
        try
        {
            session.Execute($"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = {(options.WaitForDisk ? "FULL" : "OFF")};
                PRAGMA wal_autocheckpoint = {options.CheckpointPages};
                PRAGMA journal_size_limit = {options.LogBytes};
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Restarts the write-ahead log if it is too long. The checkpoints of commits don't restart it while some reader is
    /// at its end, so without this the log would grow for as long as reads overlap. Waits for running reads, at most
    /// <see cref="LogPatience"/>. If they take longer, or the disk fails, the log stays as it is, with all commits, and
    /// the next commit tries again.
    /// </summary>
    public void LimitLog(EmbeddedOptions options)
    {
        if (new FileInfo(options.LogFile) is not { Exists: true } log || log.Length <= options.LogBytes)
            return;

        Execute($"PRAGMA busy_timeout = {LogPatience.TotalMilliseconds}");
        try
        {
            Execute("PRAGMA wal_checkpoint(RESTART)");
        }
        catch (SqliteException exception) when (StorageFailure.Is(exception))
        {
            // The next write finds out whether the disk has failed.
        }
        finally
        {
            Execute($"PRAGMA busy_timeout = {BusyTimeout.TotalMilliseconds}");
        }
    }

    public static SqliteSession OpenReader(EmbeddedOptions options) => Open(options, SqliteOpenMode.ReadOnly);

    /// <summary>The prepared statement of this text, one of the named queries of a store.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
                _statements[sql] = statement = new SqliteStatement(Command(sql));

            return statement;
        }
    }

    /// <summary>Runs a script once, without preparing it.</summary>
    public void Execute(string script)
    {
        using var command = Command(script);
        command.ExecuteNonQuery();
    }

    /// <summary>Defines a function that the statements of this connection can call.</summary>
    public void Define(string name, Func<string, string?, string> function) =>
        _connection.CreateFunction(name, function, isDeterministic: true);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();

        _statements.Clear();
        _connection.Dispose();
    }

    private static SqliteSession Open(EmbeddedOptions options, SqliteOpenMode mode)
    {
        SqliteProcess.Configure();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabaseFile,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 2,
        }.ToString());
        var session = new SqliteSession(connection);
        try
        {
            connection.Open();
            session.Execute($"""
                PRAGMA busy_timeout = {BusyTimeout.TotalMilliseconds};
                PRAGMA foreign_keys = OFF;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -{options.CacheKilobytes};
                PRAGMA mmap_size = {options.MapBytes};
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this assembly's constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
