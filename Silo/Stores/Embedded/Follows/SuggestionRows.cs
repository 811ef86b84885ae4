using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Follows;

/// <summary>Counts friends of friends in memory: the database would sort rows that are not needed.</summary>
internal static class SuggestionRows
{
    public static IReadOnlyList<SuggestionPosition> Read(
        SqliteSession session, string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit)
    {
        var followed = Followees(session, userId, long.MaxValue);
        var mutuals = new Dictionary<string, long>();
        foreach (var followee in followed.Take(bounds.Followees))
        {
            if (session[FollowQueries.Counts].With("$user", followee).Number() > bounds.MaxFollowers)
                continue;
            foreach (var other in Followees(session, followee, bounds.FolloweesOfEach))
                mutuals[other] = mutuals.GetValueOrDefault(other) + 1;
        }

        mutuals.Remove(userId);
        foreach (var followee in followed)
            mutuals.Remove(followee);
        var places = mutuals.Select(entry => new SuggestionPosition(entry.Value, entry.Key));
        if (after is { } last)
        {
            places = places.Where(
                place => place.Number < last.Number
                    || (place.Number == last.Number && string.CompareOrdinal(place.UserId, last.UserId) < 0));
        }
        return [.. places.OrderByDescending(place => place.Number)
            .ThenByDescending(place => place.UserId, StringComparer.Ordinal).Take(limit)];
    }

    private static List<string> Followees(SqliteSession session, string follower, long limit) =>
        session[FollowQueries.NewestFolloweeIds].With("$follower", follower).With("$limit", limit)
            .List(row => row.GetString(0));
}
