namespace Reels.Grains.Interfaces;

/// <summary>What silos and API nodes must agree on to find each other.</summary>
public static class ClusterName
{
    /// <summary>Name of the cluster, and of the service in it.</summary>
    public const string Value = "reels";
}
