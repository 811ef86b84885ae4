using Orleans.Concurrency;
using Reels.Grains.Interfaces.Cluster;
using Reels.Grains.Stores;

namespace Reels.Grains.Cluster;

/// <inheritdoc/>
[StatelessWorker]
[GrainType("cluster-identity")]
internal sealed class ClusterIdentityGrain(IClusterIdentityStore store) : Grain, IClusterIdentityGrain
{
    public async Task<ClusterIdentity> Claim(string secretFingerprint, string? mediaId)
    {
        var cluster = await ClaimAsync(ClusterClaim.Cluster, Guid.NewGuid().ToString("N"));
        var secret = await ClaimAsync(ClusterClaim.Secret, secretFingerprint);
        var media = mediaId is null || secret != secretFingerprint
            ? null
            : await ClaimAsync(ClusterClaim.Media, mediaId);
        return new(cluster, secret, media);
    }

    private Task<string> ClaimAsync(ClusterClaim claim, string value) =>
        TimeLimits.RunAsync(limit => store.ClaimAsync(claim, value, limit));
}
