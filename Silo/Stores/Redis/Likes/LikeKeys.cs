using StackExchange.Redis;

namespace Reels.Silo.Stores.Redis.Likes;

/// <summary>The keys of the likes. The braces are part of them.</summary>
internal static class LikeKeys
{
    /// <summary>
    /// Stream of the changes of all reels, oldest first, until they are in the projection. Fields: reel, user, liked (1
    /// or 0), at (Unix time in ms), epoch, number.
    /// </summary>
    public const string Tail = "likes:tail";

    /// <summary>The silo whose turn it is to drain the tail, for 2 s at a time.</summary>
    public const string Turn = "likes:turn";

    /// <summary>Number: how many people like the reel.</summary>
    public static RedisKey Count(Guid reelId) => $"likes:{{{reelId}}}";

    /// <summary>
    /// Hash: epoch, checked, number (of its last change), tail (its changes that are in the stream), closed (1 or 0),
    /// full (until when a missing state means no: Unix time in ms), loading (the newest epoch whose load has begun:
    /// above the epoch, no order is taken), since (states that were set before mean nothing: Unix time in ms; missing:
    /// all count).
    /// </summary>
    public static RedisKey Meta(Guid reelId) => $"likes:meta:{{{reelId}}}";

    /// <summary>1 where the user likes the reel, 0 where they don't; for 30 days after the last order.</summary>
    public static RedisKey State(Guid reelId, string userId) => $"like:{{{reelId}}}:{userId}";

    /// <summary>The number of the last call of a process that was applied to the reel.</summary>
    public static RedisKey Call(Guid reelId, string writer) => $"likes:call:{{{reelId}}}:{writer}";

    /// <summary>Number: rises with each batch and each look of a silo.</summary>
    public static RedisKey Mark(string name) => $"likes:mark:{name}";
}
