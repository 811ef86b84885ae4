using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.Stories;

[Collection(nameof(ReelsCluster))]
public sealed class StoryTests(ReelsCluster cluster) : IAsyncLifetime
{
    private string _ann = "", _bob = "", _cid = "";

    public async ValueTask InitializeAsync() =>
        (_ann, _bob, _cid) = await cluster.Stores.PeopleAsync(3) is [var a, var b, var c] ? (a, b, c) : default;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_story_is_shown_to_its_author_and_their_followers_for_24_hours()
    {
        await User(_bob).Follow(_ann);
        var posted = await User(_ann).PostStory(NewStory("first"));
        Assert.Equal((PostStoryStatus.Posted, "first", _ann),
            (posted.Status, posted.Story!.Caption, posted.Story.Author.Id));
        Assert.Equal(posted.Story.CreatedAt.AddHours(24), posted.Story.ExpiresAt);

        Pass(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.Equal([posted.Story.Id], await ShownAsync(_ann));
        Assert.Equal([posted.Story.Id], await ShownAsync(_bob));
        Assert.Empty(await ShownAsync(_cid));
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Empty(await ShownAsync(_ann));
        Assert.Empty(await ShownAsync(_bob));
        Assert.Equal(new(DeleteStatus.NotFound, []), await User(_ann).DeleteStory(posted.Story.Id));
    }

    [Fact]
    public async Task The_tray_shows_own_stories_then_newest_authors_oldest_first()
    {
        await User(_ann).Follow(_bob);
        await User(_ann).Follow(_cid);
        var (own, bob1, cid, bob2) = (await PostAsync(_ann), await PostAsync(_bob), await PostAsync(_cid),
            await PostAsync(_bob));
        Assert.Equal([own, bob1, bob2, cid], await ShownAsync(_ann));
        var page = await User(_ann).GetStories(null, 20);
        Assert.Equal([_ann, _bob, _cid], page.Items.Select(author => author.Author.Id));
        Assert.Null(page.Next);

        await User(_ann).Unfollow(_bob);
        Assert.Equal([own, cid], await ShownAsync(_ann));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task The_tray_is_paged_by_authors_and_shows_each_once(int limit)
    {
        var followed = await cluster.Stores.PeopleAsync(7);
        await PostAsync(_ann);
        foreach (var (person, i) in followed.Select((person, i) => (person, i)))
        {
            await User(_ann).Follow(person);
            await User(person).PostStory(NewStory());
            if (i % 2 == 0)
                Pass(TimeSpan.FromMilliseconds(1));
        }

        var whole = (await User(_ann).GetStories(null, 20)).Items.Select(author => author.Author.Id).ToList();
        Assert.Equal(8, whole.Count);
        var paged = new List<string>();
        StoryPosition? after = null;
        do
        {
            var page = await User(_ann).GetStories(after, limit);
            paged.AddRange(page.Items.Select(author => author.Author.Id));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task A_page_of_the_tray_reads_stories_of_its_own_authors_alone()
    {
        var followed = await cluster.Stores.PeopleAsync(9);
        foreach (var person in followed)
        {
            await User(_ann).Follow(person);
            await PostAsync(person);
            await PostAsync(person);
        }

        cluster.Probe.ForgetCalls();
        var page = await User(_ann).GetStories(null, 2);
        Assert.Equal([followed[8], followed[7]], page.Items.Select(author => author.Author.Id));
        Assert.All(page.Items, author => Assert.Equal(2, author.Stories.Length));
        Assert.Equal((1, 2, 1), (cluster.Probe.CallsOf("IFollowStore.ListFollowingAsync"),
            cluster.Probe.CallsOf("IStoryStore.NewestLiveAsync"), cluster.Probe.CallsOf("IStoryStore.ListLiveAsync")));
    }

    [Fact]
    public async Task A_repeated_post_is_one_story_even_after_its_delete()
    {
        var story = NewStory("once") with { RequestHash = "h" };
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? User(_ann) : UserElsewhere(_ann)).PostStory(story)));
        Assert.Single(answers, answer => answer.Status == PostStoryStatus.Posted);
        Assert.Equal(7, answers.Count(answer => answer.Status == PostStoryStatus.Replayed));
        Assert.Single(answers.Select(answer => answer.Story).Distinct());
        Assert.Equal(new(PostStoryStatus.KeyReused, null),
            await User(_ann).PostStory(story with { RequestHash = "other" }));

        await User(_ann).DeleteStory(story.Id);
        Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(new(PostStoryStatus.Replayed, answers[0].Story), await User(_ann).PostStory(story));
        Assert.Empty(await ShownAsync(_ann));
    }

    [Theory]
    [InlineData(false, PostStoryStatus.Posted)]
    [InlineData(true, PostStoryStatus.Replayed)]
    public async Task A_retry_completes_a_failed_story_post(bool afterItsEffect,
        PostStoryStatus expected)
    {
        var story = NewStory() with { RequestHash = "h" };
        using (cluster.Probe.FailOnce("IStoryStore.AddAsync", afterItsEffect))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => User(_ann).PostStory(story));
        Assert.Equal(expected, (await User(_ann).PostStory(story)).Status);
        Assert.Equal([story.Id], await ShownAsync(_ann));
    }

    [Fact]
    public async Task A_person_has_at_most_100_live_stories()
    {
        for (var i = 0; i < 100; i++)
            await PostAsync(_ann);
        Assert.Equal(new(PostStoryStatus.TooMany, null), await User(_ann).PostStory(NewStory()));
        Assert.Equal(100, (await ShownAsync(_ann)).Count);
        await User(_ann).DeleteStory((await ShownAsync(_ann))[0]);
        Assert.Equal(PostStoryStatus.Posted, (await User(_ann).PostStory(NewStory())).Status);
    }

    [Fact]
    public async Task A_story_is_deleted_by_its_author_alone_and_only_once()
    {
        var story = NewStory();
        await User(_ann).PostStory(story);
        Assert.Equal(DeleteStatus.NotYours, (await User(_bob).DeleteStory(story.Id)).Status);
        var deleted = await User(_ann).DeleteStory(story.Id);
        Assert.Equal((DeleteStatus.Deleted, story.Media.Key), (deleted.Status, Assert.Single(deleted.Unreferenced)));
        Assert.Equal(DeleteStatus.NotFound, (await User(_ann).DeleteStory(story.Id)).Status);
        Assert.Equal(DeleteStatus.NotFound, (await User(_bob).DeleteStory(story.Id)).Status);
        Assert.Equal(DeleteStatus.NotFound, (await User(_ann).DeleteStory(Guid.NewGuid())).Status);
        Assert.Equal(new(PostStoryStatus.MediaGone, null),
            await User(_ann).PostStory(NewStory() with { Media = story.Media }));
    }

    [Fact]
    public async Task An_upload_unused_for_24_hours_cannot_become_a_story()
    {
        var story = NewStory();
        Pass(TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(new(PostStoryStatus.MediaGone, null), await User(_ann).PostStory(story));
    }

    [Fact]
    public async Task An_unknown_person_has_no_stories_and_posts_none()
    {
        var unknown = $"{Guid.NewGuid():N}";
        Assert.Equal(new(PostStoryStatus.UserNotFound, null), await User(unknown).PostStory(NewStory()));
        Assert.Empty((await User(unknown).GetStories(null, 20)).Items);
    }

    [Fact]
    public async Task The_bytes_of_an_upload_are_erased_with_its_last_story()
    {
        var references = cluster.Client.GetGrain<IMediaReferencesGrain>(0);
        var story = NewStory();
        await User(_ann).PostStory(story);
        Pass(TimeSpan.FromHours(1));
        var later = await User(_ann).PostStory(NewStory() with { Media = story.Media });
        Assert.Equal(later.Story!.ExpiresAt, await references.LivesUntil(story.Media.Key));

        Pass(TimeSpan.FromHours(23));
        // Stories of other tests expire too, and a hundred per call.
        while (await references.NextErasures(1_000) is { Length: > 0 } others)
        {
            Assert.DoesNotContain(story.Media.Key, others);
            await references.MarkErased(others);
        }

        Pass(TimeSpan.FromHours(1));
        Assert.Null(await references.LivesUntil(story.Media.Key));
        Assert.Contains(story.Media.Key, await references.NextErasures(1_000));
        Assert.Contains(story.Media.Key, await references.NextErasures(1_000));
        await references.MarkErased([story.Media.Key]);
        await references.MarkErased([story.Media.Key]);
        Assert.DoesNotContain(story.Media.Key, await references.NextErasures(1_000));
    }

    [Fact]
    public async Task Queued_bytes_are_erased_while_stories_cannot_be_expired()
    {
        var references = cluster.Client.GetGrain<IMediaReferencesGrain>(0);
        var (deleted, expired) = (NewStory(), NewStory());
        await User(_ann).PostStory(deleted);
        await User(_ann).PostStory(expired);
        await User(_ann).DeleteStory(deleted.Id);
        Pass(TimeSpan.FromHours(24));
        cluster.Probe.Before = (name, _) => name == "IStoryStore.ExpireAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
            : Task.CompletedTask;

        var queued = await references.NextErasures(1_000);
        Assert.Contains(deleted.Media.Key, queued);
        Assert.DoesNotContain(expired.Media.Key, queued);
        cluster.Probe.Before = null;
        await Until.TrueAsync(async () => (await references.NextErasures(1_000)).Contains(expired.Media.Key));
    }

    private IUserGrain User(string id) => cluster.Client.GetGrain<IUserGrain>(id);

    private IUserGrain UserElsewhere(string id) => cluster.ClientElsewhere.GetGrain<IUserGrain>(id);

    private async Task<Guid> PostAsync(string author)
    {
        Pass(TimeSpan.FromMilliseconds(1));
        return (await User(author).PostStory(NewStory())).Story!.Id;
    }

    private async Task<IReadOnlyList<Guid>> ShownAsync(string reader) =>
        [.. (await User(reader).GetStories(null, 20)).Items.SelectMany(author => author.Stories)
            .Select(story => story.Id)];

    private NewStory NewStory(string? caption = null)
    {
        var id = Guid.NewGuid();
        return new(id,
            new($"stories/{id:N}.jpg", MediaKind.Story, "image/jpeg", 1_000, 640, 480, null, cluster.Stores.Time.Now()),
            caption, null, null);
    }

    private void Pass(TimeSpan time) => cluster.Stores.Time.Advance(time);
}
