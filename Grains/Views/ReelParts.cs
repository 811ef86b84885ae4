using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// The likes and comments of a page of reels, each part in the order of the reels; a part that can't be read is null.
/// </summary>
internal sealed class ReelParts(string? viewerId, long[]? likes, bool[]? liked, CommentSummary?[]? comments)
{
    private static readonly ImmutableArray<string> WithoutLikes = [DegradedParts.Likes];
    private static readonly ImmutableArray<string> WithoutComments = [DegradedParts.Comments];
    private static readonly ImmutableArray<string> WithoutBoth = [DegradedParts.Likes, DegradedParts.Comments];

    private readonly ImmutableArray<string> _degraded = (likes is not null && (viewerId is null || liked is not null),
        comments is not null) switch
    {
        (true, true) => [],
        (false, true) => WithoutLikes,
        (true, false) => WithoutComments,
        (false, false) => WithoutBoth,
    };

    /// <summary>The authors of reels and comments on the page, each once.</summary>
    public List<string> PeopleOf(StoredReel?[] reels)
    {
        var seen = new HashSet<string>(reels.Length);
        var people = new List<string>(reels.Length);
        for (var i = 0; i < reels.Length; i++)
        {
            if (reels[i] is not { } reel)
                continue;
            Add(reel.AuthorId);
            foreach (var thread in comments?[i]?.Newest ?? [])
                Add(thread.Top.AuthorId);
        }

        return people;

        void Add(string person)
        {
            if (seen.Add(person))
                people.Add(person);
        }
    }

    /// <param name="place">The reel's index on the page.</param>
    public ReelView Compose(int place, StoredReel reel, PersonView author,
        IReadOnlyDictionary<string, PersonView> people)
    {
        var summary = comments?[place];
        return new(
            reel.Id,
            author,
            reel.Caption,
            reel.AltText,
            reel.Media,
            reel.Cover,
            reel.CreatedAt,
            likes?[place],
            liked?[place],
            comments is null ? null : summary?.Count ?? 0,
            summary is null ? [] : summary.Newest.ToMessages(id => people.GetValueOrDefault(id)?.Summary),
            _degraded);
    }
}
