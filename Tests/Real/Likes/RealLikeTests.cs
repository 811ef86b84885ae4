using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection.Likes;
using Reels.Tests.Real.MongoDb;
using Reels.Tests.Real.Redis;
using Xunit;

namespace Reels.Tests.Real.Likes;

/// <summary>The projected stores, with the truth of likes in Redis and their projection in MongoDB.</summary>
public sealed class RealLikesFixture() : RedisLikesFixture(MongoLikeProjectionEngine.OpenAsync);

[Collection(MongoFixture.OneAtATime)]
public sealed class RealLikeStoreTests(RealLikesFixture likes)
    : LikeStoreConformance(likes), IClassFixture<RealLikesFixture>
{
    /// <summary>
    /// A purge or an erasure that was cut off may have removed what one side has. Its repeat goes on.
    /// </summary>
    protected override bool WritesInOneStep => false;
}

[Collection(MongoFixture.OneAtATime)]
public sealed class RealDeletedReelTests(RealLikesFixture likes)
    : DeletedReelConformance(likes), IClassFixture<RealLikesFixture>;

[Collection(MongoFixture.OneAtATime)]
public sealed class RealLikeFailoverTests : LikeFailoverTests
{
    protected override TimeSpan ShortLimit => MongoFixture.ShortLimit;

    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}

[Collection(MongoFixture.OneAtATime)]
public sealed class RealLikeTakeoverTests : LikeTakeoverTests
{
    protected override TimeSpan ShortLimit => MongoFixture.ShortLimit;

    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}

[Collection(MongoFixture.OneAtATime)]
public sealed class RealLikeCrashTests : LikeCrashTests
{
    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}

[Collection(MongoFixture.OneAtATime)]
public sealed class RealLikeLossTests : LikeLossTests
{
    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}
