using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The list of revoked access tokens: a stateless worker over the store. Its key is 0.</summary>
[Alias("IRevocationsGrain")]
public interface IRevocationsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Up to <paramref name="max"/> revocations after this place, in order. New ones may come at a place up to
    /// <see cref="Revoked.Overlap"/> before the newest that was returned: a caller begins each read that long before
    /// it, and then misses none.
    /// </summary>
    /// <param name="after">Null for all.</param>
    [Alias("AfterPlace")]
    Task<ImmutableArray<Revocation>> ListAfter(RevocationPlace? after, int max,
        CancellationToken cancellationToken = default);
}

/// <param name="Subject">The revoked session or user, named by <see cref="Revoked"/>.</param>
/// <param name="At">When it was revoked, UTC, by the clock of the product.</param>
/// <param name="StoredAt">When it was stored, UTC, by the clock of the store.</param>
[GenerateSerializer, Immutable, Alias("Revocation")]
// Id 0 is that of a member of earlier versions.
public sealed record Revocation([property: Id(1)] Guid Subject, [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] DateTimeOffset StoredAt)
{
    /// <summary>Its place in the list.</summary>
    public RevocationPlace Place => new(StoredAt, Subject);
}

/// <summary>A place in the list of revocations: by time, then by subject.</summary>
/// <param name="StoredAt">UTC, whole milliseconds, by the clock of the store.</param>
/// <param name="Subject">The subject of the revocation there.</param>
[GenerateSerializer, Immutable, Alias("RevocationPlace")]
public readonly record struct RevocationPlace([property: Id(0)] DateTimeOffset StoredAt,
    [property: Id(1)] Guid Subject);

/// <summary>
/// Names revoked sessions and users by 128 bits of a hash, so that the list reveals no one and is small in memory.
/// </summary>
public static class Revoked
{
    /// <summary>25 h: longer than any access token lives (at most a day, by its setting).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(25);

    /// <summary>
    /// 10 s: how long before the newest place in the list a new revocation may come. A write takes at most 2 s from the
    /// time that the store gives it to its answer, and the clocks of the store's nodes may differ by a few seconds.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

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
