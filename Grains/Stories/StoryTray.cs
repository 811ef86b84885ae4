using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Stories;

/// <summary>
/// The live stories of a reader and of their followees. A page ranks all of these authors by the time of their newest
/// story, and then reads the stories of its own authors alone.
/// </summary>
internal sealed class StoryTray(string readerId, IStoryStore stories, IFollowStore follows, PeopleViews people,
    TimeProvider time)
{
    /// <summary>
    /// Authors per read of their newest times, which is the port's limit. A page then takes 32 reads at most, with the
    /// default limit of followees: 15 of followees, 16 of times, 1 of stories.
    /// </summary>
    private const int AuthorsPerRead = 500;

    public async Task<Page<AuthorStoriesView, StoryPosition>> ReadAsync(StoryPosition? after, int limit,
        CancellationToken cancellationToken)
    {
        var now = time.Now();
        var ranked = await RankAsync(after, limit + 1, now, cancellationToken);
        var shown = ranked.Take(limit).ToList();
        return new(await ItemsAsync(shown, now, cancellationToken), ranked.Count > limit ? shown[^1] : null, []);
    }

    public static StoryView ToMessage(StoredStory story, UserSummaryView author) =>
        new(story.Id, author, story.Media, story.Caption, story.AltText, story.CreatedAt, story.ExpiresAt);

    /// <summary>The places of the first authors after a place (null: from the first).</summary>
    private async Task<IReadOnlyList<StoryPosition>> RankAsync(StoryPosition? after, int most, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ranking = new StoryRanking(after, most);
        if (after is null)
            ranking.Add(await stories.NewestLiveAsync([readerId], now, cancellationToken), own: true);

        PersonPosition? before = null;
        IReadOnlyList<Edge> edges;
        do
        {
            edges = await follows.ListFollowingAsync(readerId, before, AuthorsPerRead, cancellationToken);
            if (edges.Count == 0)
                break;
            string[] authors = [.. edges.Select(edge => edge.Followee)];
            ranking.Add(await stories.NewestLiveAsync(authors, now, cancellationToken), own: false);
            before = new(edges[^1].Since, edges[^1].Followee);
        }
        while (edges.Count == AuthorsPerRead);

        return ranking.Authors;
    }

    /// <summary>
    /// The authors at these places with their stories. An author whose last story was deleted meanwhile is left out,
    /// like one who is deleted or hidden.
    /// </summary>
    private async Task<ImmutableArray<AuthorStoriesView>> ItemsAsync(List<StoryPosition> places, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (places.Count == 0)
            return [];
        string[] authors = [.. places.Select(place => place.AuthorId)];
        var summaries = await people.GetVisibleSummariesAsync(readerId, authors, freshAsOf: 0, cancellationToken);
        var live = await stories.ListLiveAsync(authors, now, cancellationToken);
        var shown = live.ToLookup(story => story.AuthorId);
        return
        [
            .. from author in authors
               where summaries.ContainsKey(author) && shown.Contains(author)
               let summary = summaries[author]
               select new AuthorStoriesView(summary, [.. shown[author].Select(story => ToMessage(story, summary))]),
        ];
    }
}
