using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoAccountStoreTests(MongoFixture mongo)
    : AccountStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoClusterIdentityStoreTests(MongoFixture mongo)
    : ClusterIdentityStoreConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoMissedAnnouncementsTests(MongoFixture mongo)
    : MissedAnnouncementsConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoErasureStoreTests(MongoFixture mongo)
    : ErasureStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoExternalIdentityStoreTests(MongoFixture mongo)
    : ExternalIdentityStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoMediaErasureStoreTests(MongoFixture mongo)
    : MediaErasureStoreConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoProfileStoreTests(MongoFixture mongo)
    : ProfileStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoRevocationStoreTests(MongoFixture mongo)
    : RevocationStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoSearchTests(MongoFixture mongo)
    : SearchConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoSessionStoreTests(MongoFixture mongo)
    : SessionStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoBlockStoreTests(MongoFixture mongo)
    : BlockStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoBlockRecoveryTests(MongoFixture mongo)
    : BlockRecoveryConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoReportStoreTests(MongoFixture mongo)
    : ReportStoreConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoStoryExpiryTests(MongoFixture mongo)
    : StoryExpiryConformance(mongo), IClassFixture<MongoFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoStoryStoreTests(MongoFixture mongo)
    : StoryStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoCommentStoreTests(MongoFixture mongo)
    : CommentStoreConformance(mongo), IClassFixture<MongoFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoCommentThreadTests(MongoFixture mongo)
    : CommentThreadConformance(mongo), IClassFixture<MongoFixture>;
