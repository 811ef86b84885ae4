using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reels.Silo.Stores.Embedded.Engine;

/// <summary>Column readers for the few types that rows hold.</summary>
internal static class SqliteRow
{
    /// <summary>An id of 16 big-endian bytes.</summary>
    public static Guid Id(this SqliteDataReader row, int column) =>
        new(raw.sqlite3_column_blob(row.Handle, column), bigEndian: true);

    public static Guid? IdOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Id(column);

    public static string? TextOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);

    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static byte[]? BytesOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Bytes(column);

    /// <summary>A time kept as unix milliseconds.</summary>
    public static DateTimeOffset Time(this SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);
}
