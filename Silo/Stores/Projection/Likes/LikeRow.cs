namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Orders the states of one user and reel: the higher epoch wins, and within an epoch the higher number.
/// </summary>
internal readonly record struct LikeSeq(long Epoch, long Number) : IComparable<LikeSeq>
{
    public static bool operator <(LikeSeq left, LikeSeq right) => left.CompareTo(right) < 0;

    public static bool operator >(LikeSeq left, LikeSeq right) => left.CompareTo(right) > 0;

    public static bool operator <=(LikeSeq left, LikeSeq right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LikeSeq left, LikeSeq right) => left.CompareTo(right) >= 0;

    public int CompareTo(LikeSeq other) => (Epoch, Number).CompareTo((other.Epoch, other.Number));
}

/// <summary>The state of one user and reel.</summary>
/// <param name="At">When it became liked; without meaning where it isn't liked.</param>
internal sealed record LikeRow(Guid ReelId, string UserId, bool Liked, DateTimeOffset At, LikeSeq Seq)
{
    public static bool IsLiked(LikeRow? row) => row?.Liked ?? false;
}
