using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Reels.Bench.Direct;

/// <summary>
/// SQLite as a small service uses it: a write-ahead log that is flushed with each commit, one writer at a time, and
/// idle connections that keep their prepared statements.
/// </summary>
internal sealed class DirectDatabase(string file) : IDisposable
{
    private readonly ConcurrentBag<DirectSession> _idle = [];
    private readonly Lock _writing = new();

    public T Read<T>(Func<DirectSession, T> query)
    {
        if (!_idle.TryTake(out var session))
            session = new(file);
        try
        {
            return query(session);
        }
        finally
        {
            _idle.Add(session);
        }
    }

    public T Write<T>(Func<DirectSession, T> work)
    {
        lock (_writing)
        {
            return Read(session =>
            {
                session.Execute("BEGIN IMMEDIATE");
                var answer = work(session);
                session.Execute("COMMIT");
                return answer;
            });
        }
    }

    public void Dispose()
    {
        foreach (var session in _idle)
            session.Dispose();
    }
}

/// <summary>One connection and its prepared statements.</summary>
internal sealed class DirectSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    public DirectSession(string file)
    {
        _connection = new($"Data Source={file};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
    }

    public int Execute(string statement, params object?[] values) => Prepare(statement, values).ExecuteNonQuery();

    public List<T> List<T>(string query, Func<SqliteDataReader, T> map, params object?[] values)
    {
        var rows = new List<T>();
        using var reader = Prepare(query, values).ExecuteReader();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    /// <param name="statement">With the parameters $0, $1 and so on.</param>
    private SqliteCommand Prepare(string statement, object?[] values)
    {
        if (!_commands.TryGetValue(statement, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = statement;
            for (var i = 0; i < values.Length; i++)
                command.Parameters.AddWithValue($"${i}", values[i] ?? DBNull.Value);
            _commands[statement] = command;
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
