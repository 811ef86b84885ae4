using Xunit;

namespace Reels.Tests.Conformance.Projection;

public sealed class ProjectedAccountStoreTests(ProjectedStoresFixture projected)
    : AccountStoreConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedBlockRecoveryTests(ProjectedStoresFixture projected)
    : BlockRecoveryConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedBlockStoreTests(ProjectedStoresFixture projected)
    : BlockStoreConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedEraseTests(ProjectedStoresFixture projected)
    : EraseConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedErasureStoreTests(ProjectedStoresFixture projected)
    : ErasureStoreConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedExternalIdentityStoreTests(ProjectedStoresFixture projected)
    : ExternalIdentityStoreConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedFollowRecoveryTests(ProjectedStoresFixture projected)
    : FollowRecoveryConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedFollowStoreTests(ProjectedStoresFixture projected)
    : FollowStoreConformance(projected), IClassFixture<ProjectedStoresFixture>
{
    /// <summary>An erasure that was cut off may have left the projection's rows. Its repeat removes them.</summary>
    protected override bool WritesInOneStep => false;
}

public sealed class ProjectedLikeStoreTests(ProjectedStoresFixture projected)
    : LikeStoreConformance(projected), IClassFixture<ProjectedStoresFixture>
{
    /// <summary>
    /// A purge or an erasure that was cut off may have removed what one side has. Its repeat goes on.
    /// </summary>
    protected override bool WritesInOneStep => false;
}

public sealed class ProjectedProfileStoreTests(ProjectedStoresFixture projected)
    : ProfileStoreConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedSearchTests(ProjectedStoresFixture projected)
    : SearchConformance(projected), IClassFixture<ProjectedStoresFixture>;

public sealed class ProjectedSuggestionTests(ProjectedStoresFixture projected)
    : SuggestionConformance(projected), IClassFixture<ProjectedStoresFixture>;
