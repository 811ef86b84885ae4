using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Stores;

namespace Reels.Grains.Stories;

/// <summary>
/// The first authors of a tray after a place in it: the reader first, then by newest story, then by author id, both
/// descending. Keeps no more authors than it returns.
/// </summary>
/// <param name="after">The place; null: from the beginning.</param>
/// <param name="most">Most authors.</param>
internal sealed class StoryRanking(StoryPosition? after, int most)
{
    private readonly SortedList<StoryPosition, IReadOnlyList<StoredStory>> _authors = new(TrayOrder.Instance);

    /// <summary>The authors in the tray's order, each with their stories as they were added.</summary>
    public IReadOnlyList<(StoryPosition Place, IReadOnlyList<StoredStory> Stories)> Authors =>
        [.. _authors.Select(author => (author.Key, author.Value))];

    /// <param name="stories">All live stories of their authors.</param>
    /// <param name="own">Whether they are the reader's own.</param>
    public void Add(IEnumerable<StoredStory> stories, bool own)
    {
        foreach (var author in stories.GroupBy(story => story.AuthorId))
        {
            var place = new StoryPosition(own, author.Max(story => story.CreatedAt), author.Key);
            if (after is { } start && TrayOrder.Instance.Compare(place, start) <= 0)
                continue;
            _authors[place] = [.. author];
            if (_authors.Count > most)
                _authors.RemoveAt(most);
        }
    }

    private sealed class TrayOrder : IComparer<StoryPosition>
    {
        public static readonly TrayOrder Instance = new();

        public int Compare(StoryPosition x, StoryPosition y)
        {
            var byOwn = y.Own.CompareTo(x.Own);
            var byTime = byOwn != 0 ? byOwn : y.NewestAt.CompareTo(x.NewestAt);
            return byTime != 0 ? byTime : string.CompareOrdinal(y.AuthorId, x.AuthorId);
        }
    }
}
