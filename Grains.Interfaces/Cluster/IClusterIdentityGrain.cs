namespace Reels.Grains.Interfaces.Cluster;

/// <summary>The identity of the cluster, kept with its data: a stateless worker. Its key is 0.</summary>
[Alias("IClusterIdentityGrain")]
public interface IClusterIdentityGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Claims this node's secret and media store for the cluster if it has none yet. The media store of a node with
    /// another secret is not claimed. Repeating it changes nothing.
    /// </summary>
    /// <param name="secretFingerprint">Fingerprint of the node's root secret.</param>
    /// <param name="mediaId">Id of the node's media store; null where the store is unavailable.</param>
    /// <returns>The secret and the media store of the cluster.</returns>
    [Alias("Claim")]
    Task<ClusterIdentity> Claim(string secretFingerprint, string? mediaId);
}

/// <param name="ClusterId">Random id of the cluster's data.</param>
/// <param name="SecretFingerprint">Fingerprint of the cluster's root secret.</param>
/// <param name="MediaId">Id of the cluster's media store; null where the node named none, or has another
/// secret.</param>
[GenerateSerializer, Immutable, Alias("ClusterIdentity")]
public sealed record ClusterIdentity(
    [property: Id(0)] string ClusterId, [property: Id(1)] string SecretFingerprint, [property: Id(2)] string? MediaId);
