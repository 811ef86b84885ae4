using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// The likes and comments of a page of reels, each part in the order of the reels; a part that can't be read is null.
/// </summary>
internal sealed class ReelParts(string? viewerId, ReelActivity?[]? activities, bool[]? liked)
{
    private static readonly ImmutableArray<string> WithoutLikes = [DegradedParts.Likes];
    private static readonly ImmutableArray<string> WithoutComments = [DegradedParts.Comments];
    private static readonly ImmutableArray<string> WithoutBoth = [DegradedParts.Likes, DegradedParts.Comments];

    /// <summary>
    /// The authors of the page's reels, then the other authors of its comments, each once; and how many the first are.
    /// </summary>
    public (List<string> People, int Authors) PeopleOf(StoredReel?[] reels)
    {
        var seen = new HashSet<string>(reels.Length);
        var people = new List<string>(reels.Length);
        foreach (var reel in reels)
        {
            if (reel is not null)
                Add(reel.AuthorId);
        }

        var authors = people.Count;
        for (var i = 0; i < reels.Length; i++)
        {
            foreach (var thread in reels[i] is null ? [] : activities?[i]?.Comments?.Newest ?? [])
                Add(thread.Top.AuthorId);
        }

        return (people, authors);

        void Add(string person)
        {
            if (seen.Add(person))
                people.Add(person);
        }
    }

    /// <param name="place">The reel's index on the page.</param>
    public ReelView Compose(int place, StoredReel reel, PersonView author,
        IReadOnlyDictionary<string, UserSummaryView> people)
    {
        var activity = activities?[place];
        var comments = activity?.Comments;
        return new(
            reel.Id,
            author,
            reel.Caption,
            reel.AltText,
            reel.Media,
            reel.Cover,
            reel.CreatedAt,
            activity?.Likes,
            liked?[place],
            comments?.Count,
            comments is null ? [] : comments.Newest.ToMessages(id => people.GetValueOrDefault(id)),
            (activity?.Likes is not null && (viewerId is null || liked is not null), comments is not null) switch
            {
                (true, true) => [],
                (false, true) => WithoutLikes,
                (true, false) => WithoutComments,
                (false, false) => WithoutBoth,
            });
    }
}
