using System.Text;
using Microsoft.Data.Sqlite;
using Reels.Silo.Stores.Embedded;

namespace Reels.Tests.Cluster.Erasure;

/// <summary>Searches every column of every table for a person.</summary>
internal static class Remains
{
    /// <summary>
    /// The columns, as table and column, in which any of the texts and ids is found, in any form that a row may hold
    /// it. Left out are names reserved after a deletion, and the author and the reel of rows in the timelines of
    /// others, which stay.
    /// </summary>
    public static async Task<IReadOnlyList<string>> OfAsync(EmbeddedStores stores, IEnumerable<string> texts,
        IEnumerable<Guid> ids)
    {
        var needles = ids.SelectMany(id => new[] { id.ToString("D"), id.ToString("N") }).Concat(texts).ToArray();
        var blobs = ids.Select(id => id.ToByteArray(bigEndian: true))
            .Concat(needles.Where(text => Guid.TryParseExact(text, "N", out _))
            .Select(text => Guid.ParseExact(text, "N").ToByteArray(bigEndian: true)))
            .Concat(needles.Select(Encoding.UTF8.GetBytes))
            .ToArray();
        return await stores.Database.ReadAsync<IReadOnlyList<string>>(
            session =>
            {
                var tables = session["SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"]
                    .List(row => row.GetString(0));
                return [.. tables.SelectMany(
                    table => session[$"SELECT * FROM {table}{Except(table)}"]
                        .List(row => Found(table, row, needles, blobs)).SelectMany(found => found)).Distinct()];
            },
            CancellationToken.None);
    }

    private static string Except(string table) => table == "usernames" ? " WHERE user_id IS NOT NULL" : "";

    private static string[] Found(string table, SqliteDataReader row, string[] needles, byte[][] blobs) =>
    [
        .. from column in Enumerable.Range(0, row.FieldCount)
           where Holds(row.GetValue(column), needles, blobs)
               && !($"{table}.{row.GetName(column)}" is "timeline.author_id" or "timeline.reel_id"
                   && !Holds(row["user_id"], needles, blobs))
           select $"{table}.{row.GetName(column)}",
    ];

    private static bool Holds(object value, string[] needles, byte[][] blobs) => value switch
    {
        string text => needles.Any(needle => text.Contains(needle, StringComparison.OrdinalIgnoreCase)),
        byte[] bytes => blobs.Any(blob => bytes.AsSpan().IndexOf(blob) >= 0),
        _ => false,
    };
}
