using System.Security.Cryptography;
using System.Text;
using Cassandra;
using Reels.Silo.Stores.Settings;
using ISession = Cassandra.ISession;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>
/// Makes the keyspace and the tables where they aren't there. Ten silos may do it concurrently: a table's id follows
/// from its name, so that all of them make the same table. With ids of Cassandra's choice the hosts would disagree
/// about a table that was made on two of them.
/// </summary>
internal static class CassandraSchema
{
    /// <summary>Hosts agree on a table in a second or so; nobody waits for it.</summary>
    private const int LimitMs = 20_000;

    public static async Task CreateKeyspaceAsync(ISession session, CassandraOptions options) =>
        await ExecuteAsync(session, new SimpleStatement(
            string.Format(null, CassandraTables.Keyspace, options.Keyspace, options.ReplicationFactor)));

    public static async Task CreateTablesAsync(ISession session, string keyspace)
    {
        var present = (await ExecuteAsync(session, new SimpleStatement(CassandraTables.List, keyspace)))
            .Select(row => row.GetValue<string>("table_name")).ToHashSet();
        foreach (var (name, definition) in CassandraTables.All)
        {
            if (!present.Contains(name))
            {
                await ExecuteAsync(session, new SimpleStatement(
                    $"CREATE TABLE IF NOT EXISTS {name} {definition} AND id = {Id(keyspace, name)}"));
            }
        }

        await ExecuteAsync(session, new SimpleStatement(CassandraTables.InsertStoreId,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
    }

    private static Task<RowSet> ExecuteAsync(ISession session, SimpleStatement statement) =>
        session.ExecuteAsync(statement.SetReadTimeoutMillis(LimitMs));

    /// <summary>A UUIDv8 from the names of keyspace and table.</summary>
    private static Guid Id(string keyspace, string table)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{keyspace}.{table}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
