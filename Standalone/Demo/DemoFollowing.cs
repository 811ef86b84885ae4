namespace Reels.Standalone.Demo;

/// <summary>
/// Chooses the follows: a few people are popular and most are not, and many follows are mutual.
/// </summary>
internal sealed class DemoFollowing
{
    private const double FollowsBack = 0.35;
    private readonly Random _random;
    private readonly int _people;
    private readonly double[] _popularity;
    private readonly HashSet<(int Follower, int Followee)> _chosen = [];
    private readonly List<(int Follower, int Followee)> _order = [];

    public DemoFollowing(Random random, int people)
    {
        (_random, _people) = (random, people);
        var ranks = Enumerable.Range(1, people).ToArray();
        random.Shuffle(ranks);
        _popularity = [.. ranks.Select(rank => 1 / Math.Pow(rank + 2, 0.75))];
    }

    /// <param name="count">Number of follows; at most half of all possible ones are chosen.</param>
    public IReadOnlyList<(int Follower, int Followee)> Choose(int count)
    {
        count = Math.Min(count, _people * (_people - 1) / 2);
        // The first person, who is the one to sign in as, gets a full feed.
        for (var tries = 0; tries < _people && _order.Count < count; tries++)
            Follow(0, Someone());
        while (_order.Count < count)
        {
            var (follower, followee) = (_random.Next(_people), Someone());
            Follow(follower, followee);
            if (_order.Count < count && _random.NextDouble() < FollowsBack)
                Follow(followee, follower);
        }

        return _order;
    }

    private void Follow(int follower, int followee)
    {
        if (follower != followee && _chosen.Add((follower, followee)))
            _order.Add((follower, followee));
    }

    private int Someone() => _random.WeightedIndex(_popularity);
}

internal static class WeightedChoice
{
    /// <summary>Chooses an index of <paramref name="weights"/>, each with the probability of its weight.</summary>
    public static int WeightedIndex(this Random random, IReadOnlyList<double> weights)
    {
        var left = random.NextDouble() * weights.Sum();
        for (var index = 0; index < weights.Count - 1; index++)
        {
            left -= weights[index];
            if (left < 0)
                return index;
        }

        return weights.Count - 1;
    }

    public static T OneOf<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
