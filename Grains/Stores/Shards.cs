namespace Reels.Grains.Stores;

/// <summary>Unfinished work is found by shard, so that each silo looks at its own share of it.</summary>
public static class Shards
{
    /// <summary>How many there are; part of what stores keep, so never changed.</summary>
    public const int Count = 64;

    /// <summary>The shard of a user id: a stable hash, the same on every machine.</summary>
    public static int Of(string userId) => (int)(StableHash.ComputeHash(userId) % Count);
}
