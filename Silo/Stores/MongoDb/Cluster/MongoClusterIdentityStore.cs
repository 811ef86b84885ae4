using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Cluster;

internal sealed class MongoClusterIdentityStore(MongoEngine engine) : IClusterIdentityStore
{
    private readonly MongoCollection<ClaimDocument> _claims = engine.Collection<ClaimDocument>("clusterIdentity");

    public async ValueTask<string> ClaimAsync(ClusterClaim claim, string value, CancellationToken cancellationToken)
    {
        if (await FindAsync(claim, cancellationToken) is { } kept)
            return kept;
        cancellationToken.ThrowIfCancellationRequested();
        return await _claims.InsertAsync(new() { Id = claim.ToString(), Value = value })
            ? value
            : (await FindAsync(claim, CancellationToken.None))!;
    }

    private async Task<string?> FindAsync(ClusterClaim claim, CancellationToken cancellationToken) =>
        (await _claims.FindOneAsync(
            Builders<ClaimDocument>.Filter.Eq(found => found.Id, claim.ToString()), cancellationToken))?.Value;

    private sealed record ClaimDocument
    {
        public required string Id { get; init; }

        public required string Value { get; init; }
    }
}
