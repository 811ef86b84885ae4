using Reels.Tests.Conformance.Projection;
using Xunit;

namespace Reels.Tests.Real.Neo4j;

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jProfileProjectionTests : ProfileProjectionTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jProfileHistoryTests : ProfileProjectionHistoryTests
{
    private protected override int Histories => 40;

    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jBlockProjectionTests : BlockProjectionTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jBlockHistoryTests : BlockProjectionHistoryTests
{
    private protected override int Histories => 40;

    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jFollowProjectionTests : FollowProjectionTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jFollowHistoryTests : FollowProjectionHistoryTests
{
    private protected override int Histories => 40;

    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jFollowerPageTests : FollowerPageProjectionTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jFollowerPageHistoryTests : FollowerPageProjectionHistoryTests
{
    private protected override int Histories => 40;

    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jProfileVerifierTests : ProfileVerifierTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jFollowVerifierTests : FollowVerifierTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}

[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jBlockVerifierTests : BlockVerifierTests
{
    private protected override async Task<IProjectionEngine> OpenProjectionAsync() => await Neo4jEngine.OpenAsync();
}
