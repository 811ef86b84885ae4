using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>What a person finds who opens the database.</summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class MongoSchemaTests(MongoFixture mongo) : PortSuite(mongo), IClassFixture<MongoFixture>
{
    [Fact]
    public async Task The_server_has_every_declared_index()
    {
        foreach (var collection in MongoDbServices.Indexes.Where(index => index.ExpireAfter is null)
            .GroupBy(index => index.Collection))
        {
            var there = await (await mongo.Database.GetCollection<BsonDocument>(collection.Key).Indexes.ListAsync())
                .ToListAsync();
            Assert.Empty(collection.Select(index => BsonDocument.Parse(index.Keys))
                .Except(there.Select(index => index["key"].AsBsonDocument)));
            Assert.Equal(collection.Count(index => index.IsUnique),
                there.Count(index => index.GetValue("unique", false).ToBoolean()));
        }
    }

    [Fact]
    public async Task A_person_is_a_document_of_users()
    {
        var account = new NewAccount(Some.User(), Some.Username(), "hash", "Full Name", Some.Now, null);
        await Port<IAccountStore>().RegisterAsync(account, default);
        var avatar = Some.Media(MediaKind.Avatar);
        await Port<IProfileStore>().UpdateAsync(account.UserId,
            new(ProfileFields.Bio | ProfileFields.Avatar, null, null, "bio", avatar), Some.ADayBefore, default);

        var user = await FindAsync("users", account.UserId);

        Assert.Equal(account.Username, user["username"].AsString);
        Assert.Equal("Full Name", user["fullname"].AsString);
        Assert.Equal("bio", user["bio"].AsString);
        Assert.Equal(avatar.Key, user["avatarKey"].AsString);
        Assert.Equal(Some.Now.UtcDateTime, user["createdAt"].ToUniversalTime());
    }

    [Fact]
    public async Task A_story_is_a_document_of_stories_by_its_id_as_text()
    {
        var story = Some.Story();
        await Port<IStoryStore>().AddAsync(story, 100, Some.ADayBefore, default);

        var found = await FindAsync("stories", story.Id.ToString("D"));

        Assert.Equal(story.AuthorId, found["authorId"].AsString);
        Assert.Equal(story.Media.Key, found["mediaKey"].AsString);
        Assert.Equal(story.ExpiresAt.UtcDateTime, found["expiresAt"].ToUniversalTime());
    }

    [Fact]
    public async Task A_follow_is_a_document_of_follows()
    {
        var edge = new Edge(Some.User(), Some.User(), true, Some.Now, Some.ADayBefore, Some.Now, 7, EdgePending.None);
        await Port<IFollowStore>().SetAsync(edge, Some.Now, default);

        var found = await FindAsync("follows", $"{edge.Follower}:{edge.Followee}");

        Assert.Equal(edge.Follower, found["followerId"].AsString);
        Assert.Equal(edge.Followee, found["followeeId"].AsString);
        Assert.Equal(Some.Now.UtcDateTime, found["createdAt"].ToUniversalTime());
    }

    [Fact]
    public async Task Health_is_up_while_the_server_takes_writes() =>
        Assert.True(await Port<IStoreHealth>().IsUpAsync(default));

    private async Task<BsonDocument> FindAsync(string collection, BsonValue id) =>
        await mongo.Database.GetCollection<BsonDocument>(collection).Find(new BsonDocument("_id", id)).SingleAsync();
}
