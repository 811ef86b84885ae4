using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection;
using Xunit;

namespace Reels.Tests.Real.Neo4j;

/// <summary>The projected stores of one silo, with their projections in Neo4j.</summary>
public sealed class Neo4jFixture : ProjectedStoresFixture
{
    public override IServiceProvider Ports
    {
        get
        {
            Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
            return base.Ports;
        }
    }

    public override async ValueTask InitializeAsync()
    {
        if (Servers.AreRunning)
            await base.InitializeAsync();
    }

    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jBlockStoreTests(Neo4jFixture neo4j)
    : BlockStoreConformance(neo4j), IClassFixture<Neo4jFixture>;

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jEraseTests(Neo4jFixture neo4j)
    : EraseConformance(neo4j), IClassFixture<Neo4jFixture>;

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jFollowStoreTests(Neo4jFixture neo4j)
    : FollowStoreConformance(neo4j), IClassFixture<Neo4jFixture>
{
    /// <summary>An erasure that was cut off may have left the projection's rows. Its repeat removes them.</summary>
    protected override bool WritesInOneStep => false;
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jProfileStoreTests(Neo4jFixture neo4j)
    : ProfileStoreConformance(neo4j), IClassFixture<Neo4jFixture>;

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jSuggestionTests(Neo4jFixture neo4j)
    : SuggestionConformance(neo4j), IClassFixture<Neo4jFixture>;
