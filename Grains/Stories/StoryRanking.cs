using Reels.Grains.Interfaces.Stories;

namespace Reels.Grains.Stories;

/// <summary>
/// The first authors of a tray after a place in it: the reader first, then by newest story, then by author id, both
/// descending. Keeps no more authors than it returns.
/// </summary>
/// <param name="after">The place; null: from the beginning.</param>
/// <param name="most">Most authors.</param>
internal sealed class StoryRanking(StoryPosition? after, int most)
{
    private readonly SortedSet<StoryPosition> _authors = new(TrayOrder.Instance);

    /// <summary>The authors' places in the tray's order.</summary>
    public IReadOnlyList<StoryPosition> Authors => [.. _authors];

    /// <param name="newest">When each author made the newest of their live stories.</param>
    /// <param name="own">Whether they are the reader's own.</param>
    public void Add(IReadOnlyDictionary<string, DateTimeOffset> newest, bool own)
    {
        foreach (var (author, at) in newest)
        {
            var place = new StoryPosition(own, at, author);
            if (after is { } start && TrayOrder.Instance.Compare(place, start) <= 0)
                continue;
            if (_authors.Add(place) && _authors.Count > most)
                _authors.Remove(_authors.Max);
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
