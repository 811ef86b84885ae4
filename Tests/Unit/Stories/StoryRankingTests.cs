using Reels.Grains.Interfaces.Stories;
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
        ranking.Add(Newest(("b", 5), ("a", 9)), own: false);
        ranking.Add(Newest(("me", 0)), own: true);
        Assert.Equal(["me", "a", "b"], Names(ranking));
    }

    [Fact]
    public void Authors_of_one_millisecond_are_ordered_by_id_descending()
    {
        var ranking = new StoryRanking(after: null, most: 10);
        ranking.Add(Newest(("a", 5), ("c", 5), ("B", 5), ("b", 5)), own: false);
        Assert.Equal(["c", "b", "a", "B"], Names(ranking));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Pages_of_any_size_list_every_author_once(int size)
    {
        (string, int)[] authors = [.. Enumerable.Range(0, 40).Select(i => ($"author{i:00}", i * 7919 % 25))];
        var whole = new StoryRanking(after: null, most: 100);
        whole.Add(Newest(("me", 0)), own: true);
        whole.Add(Newest(authors), own: false);
        Assert.Equal(41, whole.Authors.Count);

        var paged = new List<string>();
        StoryPosition? after = null;
        do
        {
            var page = new StoryRanking(after, size);
            page.Add(Newest(("me", 0)), own: true);
            foreach (var chunk in authors.Reverse().Chunk(9))
                page.Add(Newest(chunk), own: false);
            paged.AddRange(Names(page));
            after = page.Authors.Count < size ? null : page.Authors[^1];
        }
        while (after is not null);
        Assert.Equal(Names(whole), paged);
    }

    private static IEnumerable<string> Names(StoryRanking ranking) =>
        ranking.Authors.Select(place => place.AuthorId);

    private static Dictionary<string, DateTimeOffset> Newest(params (string Author, int Minute)[] authors) =>
        authors.ToDictionary(author => author.Author, author => Noon.AddMinutes(author.Minute));
}
