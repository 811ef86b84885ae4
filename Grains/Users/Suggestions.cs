using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Users;

/// <summary>
/// People whom a user may want to follow: friends of friends, or the most followed people where the user follows no
/// one.
/// </summary>
internal sealed class Suggestions(string userId, UserStores stores)
{
    /// <summary>
    /// 200 followees with 200 followees each are at most 40,000 edges: as many as one answer may read. A followee with
    /// over 10,000 followers doesn't count: following a celebrity says little about a circle of friends.
    /// </summary>
    private static readonly SuggestionBounds Bounds = new(Followees: 200, FolloweesOfEach: 200, MaxFollowers: 10_000);

    public async Task<Page<SuggestionView, SuggestionPosition>> ReadAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken)
    {
        var counts = (await stores.Follows.CountsAsync([userId], cancellationToken))[userId];
        var byMutuals = counts.Following > 0;
        var places = byMutuals
            ? await stores.Follows.SuggestAsync(userId, Bounds, after, limit + 1, cancellationToken)
            : await stores.Follows.MostFollowedAsync(after, limit + 1, cancellationToken);
        return await stores.People.ReadPageAsync(userId, places, limit, place => place.UserId,
            (person, place) => ToSuggestion(person, byMutuals ? place.Number : 0), cancellationToken);
    }

    // The user may be among the most followed people.
    private SuggestionView? ToSuggestion(PersonView person, long mutuals) =>
        person.Summary.Id == userId ? null : new(person, mutuals);
}
