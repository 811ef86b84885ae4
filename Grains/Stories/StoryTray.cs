using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Stories;

/// <summary>The live stories of a reader and of their followees.</summary>
internal sealed class StoryTray(string readerId, IStoryStore stories, IFollowStore follows, PeopleViews people,
    TimeProvider time)
{
    /// <summary>
    /// Authors per read of the store, which is the port's limit. A page then takes 15 reads at most, with the default
    /// limit of followees.
    /// </summary>
    private const int AuthorsPerRead = 500;

    public async Task<Page<AuthorStoriesView, StoryPosition>> ReadAsync(StoryPosition? after, int limit,
        CancellationToken cancellationToken)
    {
        var now = time.Now();
        var ranking = new StoryRanking(after, limit + 1);
        if (after is null)
            ranking.Add(await stories.ListLiveAsync([readerId], now, cancellationToken), own: true);

        PersonPosition? before = null;
        IReadOnlyList<Edge> edges;
        do
        {
            edges = await follows.ListFollowingAsync(readerId, before, AuthorsPerRead, cancellationToken);
            if (edges.Count == 0)
                break;
            ranking.Add(await stories.ListLiveAsync([.. edges.Select(edge => edge.Followee)], now, cancellationToken),
                own: false);
            before = new(edges[^1].Since, edges[^1].Followee);
        }
        while (edges.Count == AuthorsPerRead);

        return await PageAsync(ranking.Authors, limit, cancellationToken);
    }

    public static StoryView ToMessage(StoredStory story, UserSummaryView author) =>
        new(story.Id, author, story.Media, story.Caption, story.AltText, story.CreatedAt, story.ExpiresAt);

    private async ValueTask<Page<AuthorStoriesView, StoryPosition>> PageAsync(
        IReadOnlyList<(StoryPosition Place, IReadOnlyList<StoredStory> Stories)> ranked, int limit,
        CancellationToken cancellationToken)
    {
        var shown = ranked.Take(limit).ToList();
        var summaries = await people.GetVisibleSummariesAsync(readerId,
            [.. shown.Select(author => author.Place.AuthorId)],
            freshAsOf: 0, cancellationToken);
        var items = ImmutableArray.CreateBuilder<AuthorStoriesView>(shown.Count);
        foreach (var (place, shownStories) in shown)
        {
            if (summaries.TryGetValue(place.AuthorId, out var summary))
                items.Add(new(summary, [.. shownStories.Select(story => ToMessage(story, summary))]));
        }

        return new(items.DrainToImmutable(), ranked.Count > limit ? shown[^1].Place : null, []);
    }
}
