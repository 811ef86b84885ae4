using Microsoft.Data.Sqlite;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// A prepared statement of one connection. Every parameter is set before every run: values of an earlier run stay
/// otherwise.
/// </summary>
internal sealed class SqliteStatement(SqliteCommand command) : IDisposable
{
    public SqliteStatement With(string name, string? value) => Set(name, SqliteType.Text, value);

    public SqliteStatement With(string name, long? value) => Set(name, SqliteType.Integer, value);

    public SqliteStatement With(string name, bool value) => Set(name, SqliteType.Integer, value ? 1L : 0L);

    public SqliteStatement With(string name, byte[]? value) => Set(name, SqliteType.Blob, value);

    /// <summary>As 16 big-endian bytes, so that the database orders ids as the rest of the system does.</summary>
    public SqliteStatement With(string name, Guid? value) =>
        Set(name, SqliteType.Blob, value?.ToByteArray(bigEndian: true));

    public SqliteStatement With(string name, DateTimeOffset? value) => With(name, value?.ToUnixTimeMilliseconds());

    /// <summary>Runs it for its effect.</summary>
    /// <returns>How many rows it inserted, updated or deleted.</returns>
    public int Run() => command.ExecuteNonQuery();

    /// <summary>The first row, or the default where there is none.</summary>
    public T? First<T>(Func<SqliteDataReader, T> map)
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    public bool Any()
    {
        using var reader = command.ExecuteReader();
        return reader.Read();
    }

    /// <summary>The first column of the first row; 0 where there is none.</summary>
    public long Number() => First(row => row.GetInt64(0));

    public List<T> List<T>(Func<SqliteDataReader, T> map)
    {
        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            rows.Add(map(reader));

        return rows;
    }

    public void Dispose() => command.Dispose();

    private SqliteStatement Set(string name, SqliteType type, object? value)
    {
        var index = command.Parameters.IndexOf(name);
        var parameter = index < 0 ? command.Parameters.Add(name, type) : command.Parameters[index];
        parameter.Value = value ?? DBNull.Value;
        return this;
    }
}
