using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class StoryStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IStoryStore Store => Port<IStoryStore>();

    [Fact]
    public async Task A_story_is_returned_as_it_was_added()
    {
        var story = New(Some.OddIds()[0]) with
        {
            Caption = Some.Text(),
            AltText = Some.Text(1_500),
            RequestHash = "hash"
        };

        Assert.Equal((AddStoryOutcome.Added, story), await AddAsync(story));

        Assert.Equal(story, await Store.GetAsync(story.Id, default));
        Assert.Equal([story], await LiveAsync(story.AuthorId));
        Assert.Equal(story.CreatedAt, Assert.Single(await NewestAsync(Some.Now, story.AuthorId)).Value);
        Assert.Null(await Store.GetAsync(Some.Id(), default));
    }

    [Fact]
    public async Task Concurrent_copies_of_a_story_make_one_story()
    {
        var story = New();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(i => AddAsync(story with { CreatedAt = Some.Now.AddMilliseconds(i) }).AsTask()));

        var added = Assert.Single(answers, answer => answer.Outcome == AddStoryOutcome.Added).Story!;
        Assert.All(answers, answer => Assert.Equal(added, answer.Story));
        Assert.Equal([added], await LiveAsync(story.AuthorId));
    }

    [Fact]
    public async Task A_story_is_live_until_the_millisecond_it_expires()
    {
        var story = New();
        await AddAsync(story);
        var last = story.ExpiresAt.AddMilliseconds(-1);

        Assert.Equal([story], await Store.ListLiveAsync([story.AuthorId], last, default));
        Assert.Equal(story.ExpiresAt, await Store.LivesUntilAsync(story.Media.Key, last, default));
        Assert.Empty(await Store.ListLiveAsync([story.AuthorId], story.ExpiresAt, default));
        Assert.Single(await NewestAsync(last, story.AuthorId));
        Assert.Empty(await NewestAsync(story.ExpiresAt, story.AuthorId));
        Assert.Null(await Store.LivesUntilAsync(story.Media.Key, story.ExpiresAt, default));
        Assert.Equal(DeleteStatus.NotFound,
            (await Store.DeleteAsync(story.Id, story.AuthorId, story.ExpiresAt, default)).Status);
        Assert.Equal((AddStoryOutcome.Exists, story), await AddAsync(story));
    }

    [Fact]
    public async Task A_deleted_story_is_not_live_and_never_made_again()
    {
        var story = New();
        await AddAsync(story);

        Assert.Equal(DeleteStatus.NotYours, (await Store.DeleteAsync(story.Id, Some.User(), Some.Now, default)).Status);
        var (status, unreferenced) = await Store.DeleteAsync(story.Id, story.AuthorId, Some.Now, default);
        Assert.Equal((DeleteStatus.NotFound, 0),
            Shape(await Store.DeleteAsync(story.Id, story.AuthorId, Some.Now, default)));

        Assert.Equal(DeleteStatus.Deleted, status);
        Assert.Equal([story.Media.Key], unreferenced);
        Assert.Empty(await LiveAsync(story.AuthorId));
        Assert.Empty(await NewestAsync(Some.Now, story.AuthorId));
        Assert.Null(await Store.LivesUntilAsync(story.Media.Key, Some.Now, default));
        var deleted = story with { DeletedAt = Some.Now };
        Assert.Equal(deleted, await Store.GetAsync(story.Id, default));
        Assert.Equal((AddStoryOutcome.Exists, deleted), await AddAsync(story));
    }

    [Fact]
    public async Task Concurrent_stories_never_exceed_the_limit_of_live_ones()
    {
        var author = Some.User();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20)
                .Select(async _ => (await Store.AddAsync(New(author), 5, Some.ADayBefore, default)).Outcome));

        Assert.Equal(5, outcomes.Count(outcome => outcome == AddStoryOutcome.Added));
        Assert.Equal(15, outcomes.Count(outcome => outcome == AddStoryOutcome.TooMany));
        var live = await LiveAsync(author);
        Assert.Equal(5, live.Count);

        await Store.DeleteAsync(live[0].Id, author, Some.Now, default);
        Assert.Equal(AddStoryOutcome.Added, (await Store.AddAsync(New(author), 5, Some.ADayBefore, default)).Outcome);
        Assert.Equal(AddStoryOutcome.TooMany, (await Store.AddAsync(New(author), 5, Some.ADayBefore, default)).Outcome);
        var tomorrow = New(author, Some.Now.AddDays(1));
        Assert.Equal(AddStoryOutcome.Added, (await Store.AddAsync(tomorrow, 5, Some.ADayBefore, default)).Outcome);
    }

    [Fact]
    public async Task Live_stories_of_many_authors_are_listed_oldest_first()
    {
        var authors = Some.Users(99);
        var stories = authors.SelectMany(
            (author, i) => Enumerable.Range(0, 5).Select(j => New(author, Some.Now.AddMilliseconds(i * 31 % 7))))
                .ToArray();
        await Paging.AllAsync(Engine, stories, async story => await AddAsync(story));

        var live = await Store.ListLiveAsync([.. authors, authors[0], Some.User()], Some.Now, default);

        Assert.Equal(stories.OrderBy(story => story.CreatedAt).ThenBy(story => story.Id), live);
        Assert.Empty(await Store.ListLiveAsync([], Some.Now, default));
    }

    [Fact]
    public async Task The_newest_times_of_500_authors_are_those_of_live_stories()
    {
        var authors = Some.Users(500);
        var stories = authors.SelectMany((author, i) => Enumerable.Range(0, 1 + (i % 3))
            .Select(j => New(author, Some.Now.AddMinutes((i + j) * 31 % 7)))).ToArray();
        await Paging.AllAsync(Engine, stories, async story => await AddAsync(story));
        var deleted = stories.Where((_, i) => i % 5 == 0).ToArray();
        await Paging.AllAsync(Engine, deleted,
            async story => await Store.DeleteAsync(story.Id, story.AuthorId, Some.Now, default));

        var newest = await NewestAsync(Some.Now, authors);

        Assert.Equal(stories.Except(deleted).GroupBy(story => story.AuthorId)
            .ToDictionary(author => author.Key, author => author.Max(story => story.CreatedAt)), newest);
        Assert.Empty(await NewestAsync(Some.Now, []));
        Assert.Empty(await NewestAsync(Some.Now.AddDays(2), authors));
    }

    [Fact]
    public async Task Adds_and_deletes_never_exceed_100_live_stories()
    {
        var author = Some.User();
        var expired = Enumerable.Range(0, 30).Select(_ => New(author, Some.Now.AddDays(-2))).ToArray();
        await Paging.AllAsync(Engine, expired, async story => await AddAsync(story));
        var stories = Enumerable.Range(0, 160).Select(_ => New(author)).ToArray();
        await Paging.AllAsync(Engine, stories, async story =>
        {
            if ((await AddAsync(story)).Outcome == AddStoryOutcome.Added && story.Id.ToByteArray()[0] % 4 == 0)
                await Store.DeleteAsync(story.Id, author, Some.Now, default);
            Assert.InRange((await LiveAsync(author)).Count, 0, 100);
        });

        var live = (await LiveAsync(author)).Count;
        var added = await Task.WhenAll(Enumerable.Range(0, 30)
            .Select(async _ => (await AddAsync(New(author))).Outcome == AddStoryOutcome.Added));
        Assert.Equal(Math.Min(30, 100 - live), added.Count(one => one));
    }

    [Fact]
    public async Task An_upload_lives_until_the_last_story_that_shows_it_expires()
    {
        var first = New();
        var second = New(at: Some.Now.AddHours(1)) with { Media = first.Media };
        await AddAsync(first);
        await AddAsync(second);

        Assert.Equal(second.ExpiresAt, await Store.LivesUntilAsync(first.Media.Key, Some.Now, default));
        Assert.Equal((DeleteStatus.Deleted, 0),
            Shape(await Store.DeleteAsync(second.Id, second.AuthorId, Some.Now, default)));
        Assert.Equal(first.ExpiresAt, await Store.LivesUntilAsync(first.Media.Key, Some.Now, default));
        Assert.Null(await Store.LivesUntilAsync(Some.OddIds()[0], Some.Now, default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var story = New();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.AddAsync(story, 100, Some.ADayBefore, Some.Cancelled));
        Assert.Null(await Store.GetAsync(story.Id, default));

        await AddAsync(story);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.DeleteAsync(story.Id, story.AuthorId, Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListLiveAsync([story.AuthorId], Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.NewestLiveAsync([story.AuthorId], Some.Now, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(story.AuthorId, 10, Some.Cancelled));
        Assert.Equal(story, await Store.GetAsync(story.Id, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (added, deleted, erased) = (New(), New(), New());
        await AddAsync(deleted);
        await AddAsync(erased);
        async Task<object?[]> SeeAsync(StoredStory story) =>
            [await Store.GetAsync(story.Id, default), await LiveAsync(story.AuthorId),
                await NewestAsync(Some.Now, story.AuthorId),
                await Store.LivesUntilAsync(story.Media.Key, Some.Now, default)];
        return
        [
            new("add", () => AddAsync(added).AsTask(), () => SeeAsync(added)),
            new("delete", () => Store.DeleteAsync(deleted.Id, deleted.AuthorId, Some.Now, default).AsTask(),
                () => SeeAsync(deleted)),
            new("erase", () => Store.EraseAsync(erased.AuthorId, 10, default).AsTask(), () => SeeAsync(erased)),
        ];
    }

    private static StoredStory New(string? author = null, DateTimeOffset? at = null) => new(
        Some.Id(), author ?? Some.User(), Some.Media(MediaKind.Story), "caption", null, at ?? Some.Now,
        (at ?? Some.Now).AddDays(1), null);

    private static (DeleteStatus Status,
        int Unreferenced) Shape((DeleteStatus Status, IReadOnlyList<string> Unreferenced) answer) =>
        (answer.Status, answer.Unreferenced.Count);

    private ValueTask<(AddStoryOutcome Outcome, StoredStory? Story)> AddAsync(StoredStory story) =>
        Store.AddAsync(story, 100, Some.ADayBefore, default);

    private ValueTask<IReadOnlyDictionary<string, DateTimeOffset>> NewestAsync(DateTimeOffset now,
        params string[] authors) => Store.NewestLiveAsync(authors, now, default);

    private ValueTask<IReadOnlyList<StoredStory>> LiveAsync(string author) =>
        Store.ListLiveAsync([author], Some.Now, default);
}
