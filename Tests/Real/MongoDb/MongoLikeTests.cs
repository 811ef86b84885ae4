using Reels.Tests.Conformance.Projection.Likes;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoLikeFailoverTests : LikeFailoverTests
{
    protected override TimeSpan ShortLimit => MongoFixture.ShortLimit;

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoLikeTakeoverTests : LikeTakeoverTests
{
    protected override TimeSpan ShortLimit => MongoFixture.ShortLimit;

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoLikeCrashTests : LikeCrashTests
{
    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}

[Collection(MongoFixture.OneAtATime)]
public sealed class MongoLikeHistoryTests : LikeHistoryTests
{
    protected override int Reels => 3;

    /// <summary>The server of the tests takes one command at a time.</summary>
    protected override TimeSpan CallLimit => TimeSpan.FromMilliseconds(500);

    private protected override Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        MongoLikeProjectionEngine.OpenAsync();
}
