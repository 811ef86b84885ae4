using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoFollowStoreTests(MongoFixture mongo)
    : FollowStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoFollowRecoveryTests(MongoFixture mongo)
    : FollowRecoveryConformance(mongo), IClassFixture<MongoFixture>;
