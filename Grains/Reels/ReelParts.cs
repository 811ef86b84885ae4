using System.Collections.Immutable;
using Reels.Grains.Comments;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Reels;

/// <summary>What a page of reels shows beside the reels; null is what can't be known.</summary>
internal sealed class ReelParts(
    IReadOnlyDictionary<Guid, long>? likes, IReadOnlySet<Guid>? liked, IReadOnlyDictionary<Guid, CommentSummary>? comments)
{
    private static readonly ImmutableArray<string> WithoutLikes = ["likes"];
    private static readonly ImmutableArray<string> WithoutComments = ["comments"];
    private static readonly ImmutableArray<string> WithoutBoth = ["likes", "comments"];

    /// <summary>Everybody that the page shows: authors of reels and of comments.</summary>
    public HashSet<string> PeopleOf(IReadOnlyDictionary<Guid, StoredReel> reels)
    {
        var people = new HashSet<string>();
        foreach (var (id, reel) in reels)
        {
            people.Add(reel.AuthorId);
            foreach (var thread in SummaryOf(id)?.Newest ?? [])
                people.Add(thread.Top.AuthorId);
        }

        return people;
    }

    public Reel Compose(StoredReel reel, Person author, IReadOnlyDictionary<string, Card> people, string? viewerId)
    {
        var summary = SummaryOf(reel.Id);
        var likesKnown = likes is not null && (viewerId is null || liked is not null);
        return new(
            reel.Id,
            author,
            reel.Caption,
            reel.AltText,
            reel.Media,
            reel.Cover,
            reel.CreatedAt,
            likes?.GetValueOrDefault(reel.Id),
            viewerId is null ? null : liked?.Contains(reel.Id),
            summary?.Count,
            summary is null ? [] : summary.Newest.ToMessages(people),
            (likesKnown, comments is not null) switch
            {
                (true, true) => [],
                (false, true) => WithoutLikes,
                (true, false) => WithoutComments,
                (false, false) => WithoutBoth,
            });
    }

    private CommentSummary? SummaryOf(Guid reelId) => comments?.GetValueOrDefault(reelId);
}
