using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Cluster;

internal sealed class SqliteClusterIdentityStore(EmbeddedDatabase database) : IClusterIdentityStore
{
    private const string Keep = """
        INSERT INTO cluster_identity (claim, value) VALUES ($claim, $value) ON CONFLICT DO NOTHING
        """;

    private const string Get = "SELECT value FROM cluster_identity WHERE claim = $claim";

    public async ValueTask<string> ClaimAsync(ClusterClaim claim, string value, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => Find(session, claim), cancellationToken)
            ?? await database.WriteAsync(session =>
            {
                session[Keep].With("$claim", (long)claim).With("$value", value).Run();
                return Find(session, claim)!;
            }, cancellationToken);

    private static string? Find(SqliteSession session, ClusterClaim claim) =>
        session[Get].With("$claim", (long)claim).First(row => row.GetString(0));
}
