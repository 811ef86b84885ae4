using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>What happens after a story's day, on times given: nothing else in the store is that old.</summary>
public abstract class StoryExpiryConformance(IStoreEngine engine) : PortSuite(engine)
{
    private static readonly DateTimeOffset Expiry = Some.LongAgo.AddDays(1);

    protected IStoryStore Store => Port<IStoryStore>();

    protected IMediaErasureStore Erasures => Port<IMediaErasureStore>();

    [Fact]
    public async Task Uploads_of_expired_stories_are_queued_once_in_bounded_steps()
    {
        var stories = await AddManyAsync(25);
        var live = await AddOneAsync(Some.Now);

        await ExpireAllAsync(Expiry);
        await ExpireAllAsync(Expiry);

        var queued = await Erasures.ListAsync(100_000, default);
        Assert.All(stories, story => Assert.Single(queued, story.Media.Key));
        Assert.DoesNotContain(live.Media.Key, queued);
        Assert.NotNull(await Store.GetAsync(stories[0].Id, default));
    }

    [Fact]
    public async Task A_story_keeps_its_upload_until_it_has_expired()
    {
        var story = await AddOneAsync(Some.LongAgo.AddYears(-1));
        await ExpireAllAsync(story.ExpiresAt.AddMilliseconds(-1));
        Assert.DoesNotContain(story.Media.Key, await Erasures.ListAsync(100_000, default));

        await ExpireAllAsync(story.ExpiresAt);
        Assert.Single(await Erasures.ListAsync(100_000, default), story.Media.Key);
    }

    [Fact]
    public async Task An_upload_of_a_live_story_survives_an_expired_story()
    {
        var old = await AddOneAsync(Some.LongAgo);
        var live = await AddOneAsync(Some.Now, old.Media);

        await ExpireAllAsync(Expiry);

        Assert.DoesNotContain(old.Media.Key, await Erasures.ListAsync(100_000, default));
        Assert.Equal([old.Media.Key],
            (await Store.DeleteAsync(live.Id, live.AuthorId, Some.Now, default)).Unreferenced);
    }

    [Fact]
    public async Task Rows_that_ended_before_the_time_are_purged_in_bounded_steps()
    {
        var expired = await AddManyAsync(25);
        var deleted = await AddOneAsync(Some.LongAgo.AddDays(3));
        await Store.DeleteAsync(deleted.Id, deleted.AuthorId, Some.LongAgo.AddDays(3), default);
        var edge = await AddOneAsync(Some.LongAgo.AddDays(3));
        var live = await AddOneAsync(Some.Now);

        await Paging.StepsAsync(10, limit => Store.PurgeAsync(edge.ExpiresAt, limit, default));

        foreach (var story in expired.Append(deleted))
            Assert.Null(await Store.GetAsync(story.Id, default));

        Assert.Equal(edge, await Store.GetAsync(edge.Id, default));
        Assert.Equal(live, await Store.GetAsync(live.Id, default));
    }

    [Fact]
    public async Task A_story_purged_before_it_was_expired_releases_its_upload()
    {
        var story = await AddOneAsync(Some.LongAgo.AddYears(-2));

        await Paging.StepsAsync(10, limit => Store.PurgeAsync(story.ExpiresAt.AddMilliseconds(1), limit, default));

        Assert.Single(await Erasures.ListAsync(100_000, default), story.Media.Key);
    }

    private Task<int> ExpireAllAsync(DateTimeOffset now) =>
        Paging.StepsAsync(10, limit => Store.ExpireAsync(now, limit, default));

    private async Task<StoredStory[]> AddManyAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => AddOneAsync(Some.LongAgo)));

    private async Task<StoredStory> AddOneAsync(DateTimeOffset at, MediaItem? media = null)
    {
        var story = Some.Story(media, at);
        Assert.Equal(AddStoryOutcome.Added, (await Store.AddAsync(story, 100, Some.ADayBefore, default)).Outcome);
        return story;
    }
}
