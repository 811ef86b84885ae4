namespace Reels.Grains.Interfaces;

/// <summary>The name by which silos and API nodes find each other.</summary>
public static class ClusterName
{
    /// <summary>Name of the cluster, and of the service in it.</summary>
    public const string Value = "reels";
}
