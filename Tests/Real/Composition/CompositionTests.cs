using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces.Media;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Cassandra.Media;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Media;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Composition;

[Collection(CompositionFixture.Collection)]
public sealed class CompositionDeletedReelTests(CompositionFixture stores) : DeletedReelConformance(stores);

[Collection(CompositionFixture.Collection)]
public sealed class CompositionEraseTests(CompositionFixture stores) : EraseConformance(stores);

[Collection(CompositionFixture.Collection)]
public sealed class CompositionReferenceStoreTests(CompositionFixture stores) : ReferenceStoreConformance(stores)
{
    protected override bool WritesInOneStep => false;

    /// <summary>An avatar has no reference apart from its person's document, and so none can be left.</summary>
    protected override Task LeaveReferenceAsync(MediaItem media) => media.Kind switch
    {
        MediaKind.Reel => new ReferenceRows(stores.Ports.GetRequiredService<CassandraSession>())
            .TryReferAsync(media.Key, new(Some.Id(), Some.Now), default),
        MediaKind.Story => new MediaReferenceSets(stores.Ports.GetRequiredService<MongoEngine>(), TimeProvider.System)
            .AddAsync(media.Key, Some.User(), Some.Id(), mustHaveOne: false),
        _ => Task.CompletedTask,
    };
}
