using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Reels.Api.Secrets;

namespace Reels.Api.Http;

/// <summary>
/// Makes and reads cursors: base64url of a position and a MAC over it and over the list that it belongs to. So a cursor
/// is of use for one list only, and a forged, cut or foreign one is refused rather than read as some place.
/// </summary>
internal sealed class Cursors(RootSecret secret)
{
    private const int MacLength = 12;
    private const int TimeLength = sizeof(long);
    private const int MaxKeyLength = 256;

    private readonly byte[] _key = secret.KeyFor(RootSecret.Purposes.Cursors);

    /// <param name="list">Which list: its kind and what it belongs to, such as <c>reels/{userId}</c>.</param>
    /// <param name="at">The time of the last item given, UTC, whole milliseconds.</param>
    /// <param name="key">What orders items of the same time: at most 256 bytes of UTF-8.</param>
    public string Encode(string list, DateTimeOffset at, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var length = Encoding.UTF8.GetByteCount(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxKeyLength, nameof(key));
        var bytes = new byte[MacLength + TimeLength + length];
        var position = bytes.AsSpan(MacLength);
        BinaryPrimitives.WriteInt64BigEndian(position, at.ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(key, position[TimeLength..]);
        Mac(list, position, bytes.AsSpan(0, MacLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>False where <paramref name="cursor"/> was not made for this list here.</returns>
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
        Mac(list, position, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[..MacLength]))
            return false;
        at = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(position));
        key = Encoding.UTF8.GetString(position[TimeLength..]);
        return true;
    }

    private void Mac(string list, ReadOnlySpan<byte> position, Span<byte> mac)
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
