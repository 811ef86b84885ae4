using Reels.Grains.Interfaces.Media;
using Reels.Silo.Stores.Cassandra.Media;
using Reels.Silo.Stores.Embedded.Media;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Cassandra;

[Collection(CassandraFixture.Collection)]
public sealed class CassandraCelebrityStoreTests(CassandraFixture cassandra)
    : CelebrityStoreConformance(cassandra), IClassFixture<CassandraFixture>;

[Collection(CassandraFixture.Collection)]
public sealed class CassandraEraseTests(CassandraFixture cassandra)
    : EraseConformance(cassandra), IClassFixture<CassandraFixture>;

[Collection(CassandraFixture.Collection)]
public sealed class CassandraOutboxTests(CassandraFixture cassandra)
    : OutboxConformance(cassandra), IClassFixture<CassandraFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(CassandraFixture.Collection)]
public sealed class CassandraReelStoreTests(CassandraFixture cassandra)
    : ReelStoreConformance(cassandra), IClassFixture<CassandraFixture>
{
    protected override bool WritesInOneStep => false;
}

[Collection(CassandraFixture.Collection)]
public sealed class CassandraReferenceStoreTests(CassandraFixture cassandra)
    : ReferenceStoreConformance(cassandra), IClassFixture<CassandraFixture>
{
    protected override bool WritesInOneStep => false;

    /// <summary>Stories and avatars are not kept in Cassandra.</summary>
    protected override Task LeaveReferenceAsync(MediaItem media) => media.Kind == MediaKind.Reel
        ? new ReferenceRows(cassandra.Session).TryReferAsync(media.Key, new(Some.Id(), Some.Now), default)
        : cassandra.Embedded.Database.WriteAsync(
            session => (media.Kind == MediaKind.Story
                ? MediaHolder.Story(Some.Id(), Some.User())
                : MediaHolder.Avatar(Some.User())).AddReference(session, media), default);
}

[Collection(CassandraFixture.Collection)]
public sealed class CassandraTimelineStoreTests(CassandraFixture cassandra)
    : TimelineStoreConformance(cassandra), IClassFixture<CassandraFixture>;
