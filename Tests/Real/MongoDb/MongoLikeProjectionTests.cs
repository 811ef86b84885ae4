using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>The documents of likes in MongoDB, and what they promise beyond the suites.</summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class MongoLikeProjectionTests(MongoFixture mongo) : PortSuite(mongo), IClassFixture<MongoFixture>
{
    private readonly Guid _reel = Some.Id();

    private ILikeProjection Likes => Port<ILikeProjection>();

    [Fact]
    public async Task A_like_is_a_document_of_likes()
    {
        var user = Some.User();
        await Likes.PutRowsAsync([Row(user, 1)], 7, default);

        var like = await FindAsync("likes", $"{_reel:D}:{user}");

        Assert.Equal(_reel.ToString("D"), like["reelId"].AsString);
        Assert.Equal(user, like["userId"].AsString);
        Assert.True(like["liked"].AsBoolean);
        Assert.Equal(Some.Now.UtcDateTime, like["createdAt"].ToUniversalTime());
    }

    [Fact]
    public async Task A_version_is_stored_once_and_only_after_the_one_below()
    {
        var first = ReelDocument.None(_reel).Next() with { Epoch = 3, Checked = 4, IsInTruth = true };
        Assert.True(await Likes.TryPutAsync(first, default));
        Assert.False(await Likes.TryPutAsync(first, default));
        Assert.False(await Likes.TryPutAsync(first.Next().Next(), default));
        var second = first.Next() with { Count = 1, Pending = [Row("ada", 1)] };
        Assert.True(await Likes.TryPutAsync(second, default));
        Assert.False(await Likes.TryPutAsync(second with { Count = 2 }, default));

        await Likes.ClearPendingAsync(_reel, first.Version, default);
        Assert.Equal([Row("ada", 1)], (await GetAsync()).Pending);
        await Likes.ClearPendingAsync(_reel, second.Version, default);
        Assert.Equal(second with { Pending = [] }, (await GetAsync()) with { Pending = [] });
        Assert.Empty((await GetAsync()).Pending);
        Assert.Equal(1, (await FindAsync("reelCounts", _reel.ToString("D")))["count"].AsInt64);
    }

    [Fact]
    public async Task The_higher_seq_wins_in_whichever_order_rows_come()
    {
        var users = Some.Users(60);
        await Likes.PutRowsAsync([.. users.Select((user, i) => Row(user, number: i % 3, epoch: 5))], 5, default);
        await Likes.PutRowsAsync([.. users.Select(user => Row(user, number: 1, epoch: 5, liked: false))], 6, default);
        await Likes.PutRowsAsync([.. users.Select(user => Row(user, number: 9, epoch: 4, liked: false))], 7, default);

        var rows = await Likes.GetRowsAsync([_reel], users, default);

        Assert.Equal(users.Where((_, i) => i % 3 > 0).Order(),
            rows.Where(row => row.Liked).Select(row => row.UserId).Order());
        Assert.Equal(users.Where((_, i) => i % 3 == 0).Order(StringComparer.Ordinal),
            (await Likes.ListChangedAsync(_reel, 5, "", 500, default)).Select(row => row.UserId));
    }

    [Fact]
    public async Task A_row_that_is_not_liked_is_kept_for_10_seconds()
    {
        var user = Some.User();
        await Likes.PutRowsAsync([Row(user, 1, liked: false)], 1, default);
        Assert.Empty(await Likes.ListEndedAsync(user, 10, default));

        var before = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-11);
        await mongo.Database.GetCollection<BsonDocument>("likes").UpdateOneAsync(
            new BsonDocument("_id", $"{_reel:D}:{user}"),
            new BsonDocument("$set", new BsonDocument("storedAt", before)));
        Assert.Equal([_reel], await Likes.ListEndedAsync(user, 10, default));
        await Likes.RemoveAsync(_reel, user, default);
        Assert.Empty(await Likes.GetRowsAsync([_reel], [user], default));
    }

    [Fact]
    public async Task The_newest_epoch_never_falls()
    {
        var raised = await Task.WhenAll(Enumerable.Range(1, 8).Select(
            epoch => Likes.RaiseEpochsAsync(new(epoch), default).AsTask()));
        Assert.Equal(8, raised.Max(epochs => epochs.Newest));
        Assert.Equal(new(8), await Likes.RaiseEpochsAsync(new(2), default));
        Assert.Equal(new(9, 9), await Likes.RaiseEpochsAsync(new(9, 9), default));
        Assert.Equal(new(9, 9), await Likes.RaiseEpochsAsync(new(2, 2), default));
        Assert.Equal(new(9, 9), await Likes.GetEpochsAsync(default));
    }

    private LikeRow Row(string user, long number, long epoch = 1, bool liked = true) =>
        new(_reel, user, liked, Some.Now, new(epoch, number));

    private async Task<ReelDocument> GetAsync() => Assert.Single(await Likes.GetManyAsync([_reel], default));

    private async Task<BsonDocument> FindAsync(string collection, string id) =>
        await mongo.Database.GetCollection<BsonDocument>(collection).Find(new BsonDocument("_id", id)).SingleAsync();
}
