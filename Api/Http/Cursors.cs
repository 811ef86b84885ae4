using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Reels.Api.Secrets;
using Reels.Grains.Interfaces;

namespace Reels.Api.Http;

/// <summary>
/// Makes and reads cursors: base64url of a position and of a MAC over the position and its list. So a cursor belongs to
/// one list, and a cursor that is forged, cut or of another list is refused.
/// </summary>
internal sealed class Cursors(RootSecret secret)
{
    private const int MacLength = 12;
    private const int TimeLength = sizeof(long);
    private const int MaxKeyLength = 256;

    private readonly byte[] _key = secret.KeyFor(RootSecret.Purposes.Cursors);

    /// <param name="list">The list: its kind and owner, such as <c>reels/{userId}</c>.</param>
    /// <param name="at">The time of the page's last item, UTC, whole milliseconds.</param>
    /// <param name="key">Orders items of the same time: at most 256 bytes of UTF-8.</param>
    public string Encode(string list, DateTimeOffset at, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var length = Encoding.UTF8.GetByteCount(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxKeyLength, nameof(key));
        var bytes = new byte[MacLength + TimeLength + length];
        var position = bytes.AsSpan(MacLength);
        BinaryPrimitives.WriteInt64BigEndian(position, at.ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(key, position[TimeLength..]);
        ComputeMac(list, position, bytes.AsSpan(0, MacLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>False where <paramref name="cursor"/> was not made for this list with this secret.</returns>
    public bool TryDecode(string list, string cursor, out DateTimeOffset at, [NotNullWhen(true)] out string? key)
    {
        (at, key) = (default, null);
        Span<byte> bytes = stackalloc byte[MacLength + TimeLength + MaxKeyLength];
        if (cursor is null || cursor.Length > Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            || length < MacLength + TimeLength || Base64Url.EncodeToString(bytes[..length]) != cursor)
        {
            return false;
        }

        var position = bytes[MacLength..length];
        Span<byte> mac = stackalloc byte[MacLength];
        ComputeMac(list, position, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[..MacLength]))
            return false;
        at = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(position));
        key = Encoding.UTF8.GetString(position[TimeLength..]);
        return true;
    }

    private void ComputeMac(string list, ReadOnlySpan<byte> position, Span<byte> mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(list));
        hmac.AppendData([0]);
        hmac.AppendData(position);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetHashAndReset(full);
        full[..MacLength].CopyTo(mac);
    }
}

/// <summary>How a list's positions are written into cursors: as a time and a key.</summary>
/// <param name="Write">The time and the key of a position.</param>
/// <param name="Read">The position of a time and a key; null where they are no position of such a list.</param>
internal sealed record CursorForm<TPosition>(
    Func<TPosition, (DateTimeOffset At, string Key)> Write, Func<DateTimeOffset, string, TPosition?> Read)
    where TPosition : struct
{
    public string Encode(Cursors cursors, string list, TPosition position)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        var (at, key) = Write(position);
        return cursors.Encode(list, at, key);
    }

    /// <returns>Null where the cursor was not made for this list.</returns>
    public TPosition? Decode(Cursors cursors, string list, string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursors);
        return cursors.TryDecode(list, cursor, out var at, out var key) ? Read(at, key) : null;
    }
}

/// <summary>The forms that several lists share.</summary>
internal static class CursorForms
{
    /// <summary>Reels and comments, by time and id.</summary>
    public static readonly CursorForm<Position> Items = new(
        position => (position.CreatedAt, position.Id.ToString("N")),
        (at, key) => Guid.TryParseExact(key, "N", out var id) ? new Position(at, id) : null);

    /// <summary>People, by the time of a follow, like or block, and by user id.</summary>
    public static readonly CursorForm<PersonPosition> People = new(
        position => (position.At, position.UserId),
        (at, key) => new PersonPosition(at, key));
}
