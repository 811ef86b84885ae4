using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The list of revoked access tokens: a stateless worker over the store. Its key is 0.</summary>
[Alias("IRevocationsGrain")]
public interface IRevocationsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Up to <paramref name="max"/> revocations after this place, in order. A caller that has read up to a place misses
    /// nothing by asking for the revocations after it.
    /// </summary>
    /// <param name="place">Place of the last revocation that the caller knows; 0 for all.</param>
    [Alias("After")]
    Task<ImmutableArray<Revocation>> ListAfter(long place, int max, CancellationToken cancellationToken = default);
}

/// <param name="Place">Rises in the order in which revocations became visible.</param>
/// <param name="Subject">The revoked session or user, named by <see cref="Revoked"/>.</param>
/// <param name="At">When, UTC.</param>
[GenerateSerializer, Immutable, Alias("Revocation")]
public sealed record Revocation([property: Id(0)] long Place, [property: Id(1)] Guid Subject,
    [property: Id(2)] DateTimeOffset At);

/// <summary>
/// Names revoked sessions and users by 128 bits of a hash, so that the list reveals no one and is small in memory.
/// </summary>
public static class Revoked
{
    /// <summary>25 h: longer than any access token lives (at most a day, by its setting).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(25);

    /// <summary>One sign-in.</summary>
    public static Guid Session(string sessionId) => Hash("session:", sessionId);

    /// <summary>All sign-ins of a user, for good: the account is deleted.</summary>
    public static Guid User(string userId) => Hash("user:", userId);

    /// <summary>Allocates nothing on the heap: every request calls it.</summary>
    private static Guid Hash(string kind, string id)
    {
        const int OnStack = 256;
        var longest = Encoding.UTF8.GetMaxByteCount(kind.Length + id.Length);
        var text = longest <= OnStack ? stackalloc byte[OnStack] : new byte[longest];
        var length = Encoding.UTF8.GetBytes(kind, text);
        length += Encoding.UTF8.GetBytes(id, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new(hash[..16], bigEndian: true);
    }
}
