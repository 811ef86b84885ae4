using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Stores;
using Reels.Grains.Stories;
using Xunit;

namespace Reels.Tests.Unit.Stories;

public sealed class StoryRankingTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Own_stories_come_first_then_the_author_of_the_newest()
    {
        var ranking = new StoryRanking(after: null, most: 10);
        ranking.Add([Story("b", 5), Story("a", 9), Story("b", 1)], own: false);
        ranking.Add([Story("me", 0)], own: true);
        Assert.Equal(["me", "a", "b"], Names(ranking));
    }

    [Fact]
    public void Authors_of_one_millisecond_are_ordered_by_id_descending()
    {
        var ranking = new StoryRanking(after: null, most: 10);
        ranking.Add([Story("a", 5), Story("c", 5), Story("B", 5), Story("b", 5)], own: false);
        Assert.Equal(["c", "b", "a", "B"], Names(ranking));
    }

    [Fact]
    public void An_authors_stories_keep_the_order_in_which_they_were_given()
    {
        var ranking = new StoryRanking(after: null, most: 10);
        ranking.Add([Story("a", 1), Story("b", 2), Story("a", 3)], own: false);
        Assert.Equal([1, 3], ranking.Authors[0].Stories.Select(story => (story.CreatedAt - Noon).TotalMinutes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Pages_of_any_size_list_every_author_once(int size)
    {
        StoredStory[] stories = [.. Enumerable.Range(0, 500).Select(i => Story($"author{i % 40:00}", i * 7919 % 100))];
        var whole = new StoryRanking(after: null, most: 100);
        whole.Add([Story("me", 0)], own: true);
        whole.Add(stories, own: false);
        Assert.Equal(41, whole.Authors.Count);

        var paged = new List<string>();
        StoryPosition? after = null;
        do
        {
            var page = new StoryRanking(after, size);
            page.Add([Story("me", 0)], own: true);
            foreach (var chunk in stories.GroupBy(story => story.AuthorId).Reverse().Chunk(9))
                page.Add(chunk.SelectMany(author => author), own: false);
            paged.AddRange(Names(page));
            after = page.Authors.Count < size ? null : page.Authors[^1].Place;
        }
        while (after is not null);
        Assert.Equal(Names(whole), paged);
    }

    private static IEnumerable<string> Names(StoryRanking ranking) =>
        ranking.Authors.Select(author => author.Place.AuthorId);

    private static StoredStory Story(string author, int minute)
    {
        var media = new MediaItem($"stories/{author}{minute}.jpg", MediaKind.Story, "image/jpeg", 1, 1, 1, null, Noon);
        return new(Guid.NewGuid(), author, media, null, null, Noon.AddMinutes(minute), Noon.AddDays(1), null);
    }
}
