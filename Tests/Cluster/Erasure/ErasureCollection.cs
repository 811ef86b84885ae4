using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Erasure;

/// <summary>Tests of erasure have a cluster of their own, so that they run in parallel to those of fan-out.</summary>
[CollectionDefinition(Name)]
public sealed class ErasureCollection : ICollectionFixture<FeedCluster>
{
    public const string Name = "Erasure";
}
