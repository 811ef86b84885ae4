using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Tests.Api;
using Xunit;

namespace Reels.Tests.Real.RoundTrips;

/// <summary>What a page costs a reader who returns while a silo still holds its reels.</summary>
[Collection(TimedCollection.Name)]
public sealed class ReturningReaderTests(ReturningReaderTests.App app) : IClassFixture<ReturningReaderTests.App>
{
    public sealed class App : RoundTripTests.App
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?>(base.Settings)
            {
                ["Cache:AnnouncedLife"] = $"{new CacheOptions().AnnouncedLife}",
            };
    }

    [Fact]
    public async Task A_page_that_was_read_before_reads_counts_and_comments_alone()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var (reader, author) = (await app.SignUpAsync(), await app.SignUpAsync());
        await reader.FollowAsync(author);
        await author.PostReelAsync();
        await Until.TrueAsync(async () =>
            (await reader.ReadAsync("/api/reels/feed")).GetProperty("items").GetArrayLength() == 1);
        await Task.Delay(RoundTripTests.CacheLife);

        var commands = await app.CountAsync(new(HttpMethod.Get, "/api/reels/feed")
        {
            Headers = { Authorization = new("Bearer", reader.Tokens.Text("accessToken")) },
        });

        Assert.Equal((1, 1, 0, 0), (commands[Engines.Redis].Length, commands[Engines.MongoDb].Length,
            commands[Engines.Cassandra].Length, commands[Engines.Neo4j].Length));
    }
}
