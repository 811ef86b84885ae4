using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Follows;

/// <summary>Removes the edges of a deleted user, and updates the counts of the others.</summary>
internal static class FollowErasure
{
    public static void RemoveFollowers(SqliteSession session, string followee, IReadOnlyCollection<string> followers)
    {
        foreach (var follower in followers)
        {
            if (Remove(session, follower, followee))
            {
                // 0 keeps the current seq: the statement takes the larger one.
                session[FollowQueries.CountForFollower].With("$user", follower).With("$change", -1L).With("$seq", 0L)
                    .Run();
            }
        }
    }

    /// <summary>Removes the user's own counts too when no edge is left.</summary>
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

    /// <summary>Returns whether the edge was counted.</summary>
    private static bool Remove(SqliteSession session, string follower, string followee)
    {
        var counted = SqliteFollowStore.Get(session, follower, followee) is { On: true };
        session[FollowQueries.Remove].With("$follower", follower).With("$followee", followee).Run();
        return counted;
    }
}
