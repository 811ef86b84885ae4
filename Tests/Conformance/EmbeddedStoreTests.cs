using Xunit;

namespace Reels.Tests.Conformance;

public sealed class EmbeddedAccountStoreTests(EmbeddedStoresFixture embedded)
    : AccountStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedBlockRecoveryTests(EmbeddedStoresFixture embedded)
    : BlockRecoveryConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedBlockStoreTests(EmbeddedStoresFixture embedded)
    : BlockStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedCelebrityStoreTests(EmbeddedStoresFixture embedded)
    : CelebrityStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedClusterIdentityStoreTests(EmbeddedStoresFixture embedded)
    : ClusterIdentityStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedMissedAnnouncementsTests(EmbeddedStoresFixture embedded)
    : MissedAnnouncementsConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedCommentStoreTests(EmbeddedStoresFixture embedded)
    : CommentStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedCommentThreadTests(EmbeddedStoresFixture embedded)
    : CommentThreadConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedDeletedReelTests(EmbeddedStoresFixture embedded)
    : DeletedReelConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedEraseTests(EmbeddedStoresFixture embedded)
    : EraseConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedErasureStoreTests(EmbeddedStoresFixture embedded)
    : ErasureStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedExternalIdentityStoreTests(EmbeddedStoresFixture embedded)
    : ExternalIdentityStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedFollowRecoveryTests(EmbeddedStoresFixture embedded)
    : FollowRecoveryConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedFollowStoreTests(EmbeddedStoresFixture embedded)
    : FollowStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedLikeStoreTests(EmbeddedStoresFixture embedded)
    : LikeStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedMediaErasureStoreTests(EmbeddedStoresFixture embedded)
    : MediaErasureStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedOutboxTests(EmbeddedStoresFixture embedded)
    : OutboxConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedProfileStoreTests(EmbeddedStoresFixture embedded)
    : ProfileStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedReelStoreTests(EmbeddedStoresFixture embedded)
    : ReelStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedReportStoreTests(EmbeddedStoresFixture embedded)
    : ReportStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedRevocationStoreTests(EmbeddedStoresFixture embedded)
    : RevocationStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedSearchTests(EmbeddedStoresFixture embedded)
    : SearchConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedSessionStoreTests(EmbeddedStoresFixture embedded)
    : SessionStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedStoryExpiryTests(EmbeddedStoresFixture embedded)
    : StoryExpiryConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedStoryStoreTests(EmbeddedStoresFixture embedded)
    : StoryStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedSuggestionTests(EmbeddedStoresFixture embedded)
    : SuggestionConformance(embedded), IClassFixture<EmbeddedStoresFixture>;

public sealed class EmbeddedTimelineStoreTests(EmbeddedStoresFixture embedded)
    : TimelineStoreConformance(embedded), IClassFixture<EmbeddedStoresFixture>;
