using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using SQLitePCL;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>
/// A prepared statement of one connection. Set every parameter before every run: a parameter keeps its earlier value
/// otherwise.
/// </summary>
internal sealed class SqliteStatement(SqliteCommand command) : IDisposable
{
    public SqliteStatement With(string name, string? value) => Set(name, SqliteType.Text, value);

    public SqliteStatement With(string name, long? value) => Set(name, SqliteType.Integer, value);

    public SqliteStatement With(string name, bool value) => Set(name, SqliteType.Integer, value ? 1L : 0L);

    public SqliteStatement With(string name, byte[]? value) => Set(name, SqliteType.Blob, value);

    /// <summary>Binds 16 big-endian bytes, so that the database orders ids as the rest of the system does.</summary>
    public SqliteStatement With(string name, Guid? value) =>
        Set(name, SqliteType.Blob, value?.ToByteArray(bigEndian: true));

    /// <summary>
    /// Binds an array for <c>json_each</c>, so that one run reads many keys: <c>unhex(value)</c> is an id.
    /// </summary>
    public SqliteStatement WithAll(string name, IEnumerable<Guid> ids)
    {
        var array = new StringBuilder("[");
        Span<byte> bytes = stackalloc byte[16];
        foreach (var id in ids)
        {
            id.TryWriteBytes(bytes, bigEndian: true, out _);
            array.Append(array.Length > 1 ? ",\"" : "\"").Append(Convert.ToHexString(bytes)).Append('"');
        }

        return With(name, array.Append(']').ToString());
    }

    /// <inheritdoc cref="WithAll(string, IEnumerable{Guid})"/>
    public SqliteStatement WithAll(string name, IEnumerable<string> texts) =>
        With(name, JsonSerializer.Serialize(texts));

    public SqliteStatement With(string name, DateTimeOffset? value) => With(name, value?.ToUnixTimeMilliseconds());

    /// <returns>The number of rows inserted, updated or deleted.</returns>
    public int Run() => command.ExecuteNonQuery();

    /// <summary>The first row, or the default if there is none.</summary>
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

    /// <summary>The first column of the first row; 0 if there is none.</summary>
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

/// <summary>
/// Binds a place in a list as <c>$at</c> and <c>$id</c>. Without a place it binds the start of the list, so that one
/// query serves the first page too.
/// </summary>
internal static class Positions
{
    public static SqliteStatement Before(this SqliteStatement statement, Position? place) => statement
        .With("$at", place?.CreatedAt.ToUnixTimeMilliseconds() ?? long.MaxValue)
        .With("$id", place?.Id ?? Guid.Empty);

    public static SqliteStatement After(this SqliteStatement statement, Position? place) => statement
        .With("$at", place?.CreatedAt.ToUnixTimeMilliseconds() ?? long.MinValue)
        .With("$id", place?.Id ?? Guid.Empty);

    public static SqliteStatement Before(this SqliteStatement statement, PersonPosition? place) => statement
        .With("$at", place?.At.ToUnixTimeMilliseconds() ?? long.MaxValue)
        .With("$id", place?.UserId ?? "");
}

/// <summary>Reads columns of the few types that rows have.</summary>
internal static class SqliteRow
{
    /// <summary>An id of 16 big-endian bytes.</summary>
    public static Guid Id(this SqliteDataReader row, int column) =>
        new(raw.sqlite3_column_blob(row.Handle, column), bigEndian: true);

    public static Guid? IdOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Id(column);

    public static string? TextOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A time kept as unix milliseconds.</summary>
    public static DateTimeOffset Time(this SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);
}
