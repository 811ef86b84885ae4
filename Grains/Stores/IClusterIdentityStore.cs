namespace Reels.Grains.Stores;

/// <summary>What the data of this cluster belong together with. Each value is claimed once and never changes.</summary>
public interface IClusterIdentityStore
{
    /// <summary>
    /// Keep the value unless there is one already. Of concurrent callers all get the same value. Repeating it changes
    /// nothing.
    /// </summary>
    /// <returns>The value that is kept.</returns>
    ValueTask<string> ClaimAsync(ClusterClaim claim, string value, CancellationToken cancellationToken);
}

public enum ClusterClaim
{
    /// <summary>The cluster's random id.</summary>
    Cluster = 1,

    /// <summary>The fingerprint of the root secret that signs tokens and media keys.</summary>
    Secret = 2,

    /// <summary>The random id of the media store.</summary>
    Media = 3,
}
