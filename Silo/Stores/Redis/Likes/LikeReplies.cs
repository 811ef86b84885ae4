using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Projection.Likes;
using StackExchange.Redis;

namespace Reels.Silo.Stores.Redis.Likes;

/// <summary>Reads what the scripts and the tail return.</summary>
internal static class LikeReplies
{
    private const string TailFull = nameof(TailFull);

    /// <param name="reply">Of <see cref="LikeScripts.Apply"/>.</param>
    /// <exception cref="StoreUnavailableException">The tail has reached its limit.</exception>
    public static LikeAnswer Answer(RedisResult reply)
    {
        var name = reply[0].ToString();
        if (name == TailFull)
            throw StoreUnavailableException.Overloaded();
        var outcome = Enum.Parse<LikeOutcome>(name);
        return outcome switch
        {
            LikeOutcome.Applied => new(outcome, Count: (long)reply[1], Seq: new((long)reply[2], (long)reply[3]),
                Mark: (long)reply[4]),
            LikeOutcome.NotCurrent when reply.Length > 1 => new(outcome, Reel: Reel(reply[1])),
            LikeOutcome.StatesUnknown => new(outcome, Unknown: (string[])reply[1]!),
            _ => new(outcome),
        };
    }

    /// <param name="reply">Epoch, checked, count, tail, closed, and perhaps a state, which may be empty.</param>
    public static TruthReel Reel(RedisResult reply) => new(
        (long)reply[0], (long)reply[1], (long)reply[2], (long)reply[3] > 0, (bool)reply[4],
        reply.Length > 5 && reply[5].ToString() is { Length: > 0 } state ? state == "1" : null);

    public static TailRow Row(StreamEntry entry) => new(
        entry.Id.ToString(),
        new(Guid.Parse(entry["reel"].ToString()), entry["user"].ToString(), (bool)entry["liked"],
            DateTimeOffset.FromUnixTimeMilliseconds((long)entry["at"]),
            new((long)entry["epoch"], (long)entry["number"])));
}
