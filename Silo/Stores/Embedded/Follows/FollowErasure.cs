using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Follows;

/// <summary>Removes the edges of a deleted user, with what they count for others.</summary>
internal static class FollowErasure
{
    public static void RemoveFollowers(SqliteSession session, string followee, IReadOnlyCollection<string> followers)
    {
        foreach (var follower in followers)
        {
            if (Remove(session, follower, followee))
            {
                // The seq that stands is kept: max with 0.
                session[FollowQueries.CountForFollower].With("$user", follower).With("$change", -1L).With("$seq", 0L)
                    .Run();
            }
        }
    }

    /// <summary>When no edge is left, the user's own counts go too.</summary>
    public static int RemoveFollowees(SqliteSession session, string follower, int limit)
    {
        var followees = session[FollowQueries.ListPastFollowees].With("$user", follower).With("$limit", limit)
            .List(row => row.GetString(0));
        foreach (var followee in followees)
        {
            if (Remove(session, follower, followee))
                session[FollowQueries.CountForFollowee].With("$user", followee).With("$change", -1L).Run();
        }

        if (followees.Count == 0)
            session[FollowQueries.RemoveCounts].With("$user", follower).Run();

        return followees.Count;
    }

    /// <summary>True where the edge counted.</summary>
    private static bool Remove(SqliteSession session, string follower, string followee)
    {
        var counted = SqliteFollowStore.Get(session, follower, followee) is { On: true };
        session[FollowQueries.Remove].With("$follower", follower).With("$followee", followee).Run();
        return counted;
    }
}
