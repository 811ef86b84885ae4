namespace Reels.Grains.Stores;

/// <summary>Parts of the users, by which unfinished work is found: each silo takes its share of the shards.</summary>
public static class Shards
{
    /// <summary>Number of shards. Stores keep shard numbers, so it never changes.</summary>
    public const int Count = 64;

    /// <summary>The shard of a user id: a stable hash, the same on every machine.</summary>
    public static int Of(string userId) => (int)(StableHash.ComputeHash(userId) % Count);
}
