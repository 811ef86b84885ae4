using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection.Likes;
using Xunit;

namespace Reels.Tests.Real.Redis;

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisLikeStoreTests(RedisLikesFixture redis)
    : LikeStoreConformance(redis), IClassFixture<RedisLikesFixture>
{
    /// <summary>
    /// A purge or an erasure that was cut off may have removed what one side has. Its repeat goes on.
    /// </summary>
    protected override bool WritesInOneStep => false;
}

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisDeletedReelTests(RedisLikesFixture redis)
    : DeletedReelConformance(redis), IClassFixture<RedisLikesFixture>;

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisEraseTests(RedisLikesFixture redis)
    : EraseConformance(redis), IClassFixture<RedisLikesFixture>;

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisLikeFailoverTests : LikeFailoverTests
{
    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();
}

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisLikeTakeoverTests : LikeTakeoverTests
{
    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();
}

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisLikeCrashTests : LikeCrashTests
{
    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();
}

[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisLikeHistoryTests : LikeHistoryTests
{
    private protected override async Task<ILikeTruthEngine> OpenTruthAsync() => await RedisLikeTruthEngine.OpenAsync();
}
