namespace Reels.Silo.Stores.Embedded.Follows;

internal static class FollowQueries
{
    private const string Columns = "follower, followee, is_on, since, floor, top, seq, pending";

    public const string Get = $"SELECT {Columns} FROM follows WHERE follower = $follower AND followee = $followee";

    public const string Set = $"""
        INSERT INTO follows ({Columns}, shard, lease_until)
        VALUES ($follower, $followee, $on, $since, $floor, $top, $seq, $pending, $shard, $lease)
        ON CONFLICT (follower, followee) DO UPDATE SET
            is_on = excluded.is_on, since = excluded.since, floor = excluded.floor, top = excluded.top,
            seq = excluded.seq, pending = excluded.pending, lease_until = excluded.lease_until
        """;

    public const string CountForFollower = """
        INSERT INTO follow_counts (user_id, following, last_seq) VALUES ($user, $change, $seq)
        ON CONFLICT (user_id) DO UPDATE SET following = following + $change, last_seq = max(last_seq, $seq)
        """;

    public const string CountForFollowee = """
        INSERT INTO follow_counts (user_id, followers) VALUES ($user, $change)
        ON CONFLICT (user_id) DO UPDATE SET followers = followers + $change
        """;

    public const string Settle = """
        UPDATE follows SET pending = pending & ~$done
        WHERE follower = $follower AND followee = $followee AND seq = $seq
        """;

    /// <summary>4 is <c>EdgePending.VisibleSince</c>.</summary>
    public const string SetVisibleSince = """
        UPDATE follows SET floor = $at, pending = pending & ~4
        WHERE follower = $follower AND followee = $followee AND seq = $seq AND pending & 4 <> 0
        """;

    public const string ExtendLease =
        "UPDATE follows SET lease_until = $lease WHERE follower = $follower AND followee = $followee AND seq = $seq";

    public const string Counts = "SELECT followers, following, last_seq FROM follow_counts WHERE user_id = $user";

    public const string ListFollowers = $"""
        SELECT {Columns} FROM follows WHERE followee = $followee AND is_on = 1 AND (since, follower) < ($at, $id)
        ORDER BY since DESC, follower DESC LIMIT $limit
        """;

    public const string ListFollowing = $"""
        SELECT {Columns} FROM follows WHERE follower = $follower AND is_on = 1 AND (since, followee) < ($at, $id)
        ORDER BY since DESC, followee DESC LIMIT $limit
        """;

    public const string PageFollowerIds = """
        SELECT follower FROM follows WHERE followee = $followee AND is_on = 1 AND follower > $after
        ORDER BY follower LIMIT $limit
        """;

    public const string NewestFolloweeIds = """
        SELECT followee FROM follows WHERE follower = $follower AND is_on = 1
        ORDER BY since DESC, followee DESC LIMIT $limit
        """;

    public const string MostFollowed = """
        SELECT followers, user_id FROM follow_counts WHERE followers > 0 AND (followers, user_id) < ($number, $user)
        ORDER BY followers DESC, user_id DESC LIMIT $limit
        """;

    public const string WhichFollowed = """
        SELECT followee FROM json_each($followees) CROSS JOIN follows ON follower = $follower AND followee = value
        WHERE is_on = 1
        """;

    public const string ListPastFollowers = "SELECT follower FROM follows WHERE followee = $user LIMIT $limit";

    public const string ListPastFollowees = "SELECT followee FROM follows WHERE follower = $user LIMIT $limit";

    public const string Remove = "DELETE FROM follows WHERE follower = $follower AND followee = $followee";

    public const string RemoveCounts = "DELETE FROM follow_counts WHERE user_id = $user";

    public const string ListLapsed = $"""
        SELECT {Columns} FROM follows WHERE shard = $shard AND pending <> 0 AND lease_until < $now
        ORDER BY lease_until LIMIT $limit
        """;
}
