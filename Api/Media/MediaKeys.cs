using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media;

/// <summary>
/// Makes and reads media keys, <c>{reels|stories|avatars}/{fileId}.{ext}</c>, which certify themselves: a key contains
/// the upload's owner and properties with an HMAC over them, so that a post needs no store to check it. Keys of one
/// folder sort by the time of their upload.
/// </summary>
/// <param name="hmacKey">32 secret bytes, used for nothing else.</param>
internal sealed class MediaKeys(byte[] hmacKey)
{
    public static readonly IReadOnlyList<MediaKind> Kinds = Enum.GetValues<MediaKind>();

    // fileId = 12 hex digits of the time (base64 doesn't keep the order of bytes, and the sweep lists by time), then
    // base64url of random 16, owner 16, kind 1, format 1, size 6, width 4, height 4, duration 5, HMAC 16: 69 bytes, so
    // without padding. The high halves of kind and format hold the codecs of sound and pictures, 0 where unknown.
    private const int TimeChars = 12;
    private const int TimeBytes = 6;
    private const int RandomBytes = 16;
    private const int OwnerBytes = 16;
    private const int FactBytes = 21;
    private const int MacBytes = 16;
    private const int SignedBytes = TimeBytes + RandomBytes + OwnerBytes + FactBytes;
    private const int CodecShift = 4;
    private const int LowHalf = 0x0F;
    private const int TotalBytes = SignedBytes + MacBytes;
    private const int FileIdChars = TimeChars + ((TotalBytes - TimeBytes) * 4 / 3);
    private const long MaxDurationMs = (1L << 40) - 2;

    /// <summary>First part of the keys of this kind.</summary>
    public static string FolderOf(MediaKind kind) => kind switch
    {
        MediaKind.Reel => "reels",
        MediaKind.Story => "stories",
        _ => "avatars",
    };

    /// <summary>
    /// A lower bound of all keys in a folder that were made at this time or later, and of none before.
    /// </summary>
    public static string FirstOf(string folder, DateTimeOffset uploadedAt)
    {
        Span<byte> bytes = stackalloc byte[TimeBytes];
        Write48(bytes, Math.Max(0, uploadedAt.ToUnixTimeMilliseconds()));
        return $"{folder}/{Convert.ToHexStringLower(bytes)}";
    }

    /// <summary>Makes the key of a new upload.</summary>
    /// <param name="owner">User id: 32 hex digits.</param>
    /// <param name="kind">Kind of thing that may use it.</param>
    /// <param name="content">Properties read from the content.</param>
    /// <param name="size">Bytes, as stored.</param>
    /// <param name="uploadedAt">Cut to milliseconds.</param>
    public MediaItem Mint(string owner, MediaKind kind, MediaContent content, long size, DateTimeOffset uploadedAt)
    {
        Span<byte> bytes = stackalloc byte[TotalBytes];
        Write48(bytes, uploadedAt.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes.Slice(TimeBytes, RandomBytes));
        Convert.FromHexString(owner).CopyTo(bytes.Slice(TimeBytes + RandomBytes, OwnerBytes));
        var facts = bytes.Slice(TimeBytes + RandomBytes + OwnerBytes, FactBytes);
        facts[0] = (byte)((int)kind | ((content.Audio?.Code ?? 0) << CodecShift));
        facts[1] = (byte)(content.Format.Code | ((content.Video?.Code ?? 0) << CodecShift));
        Write48(facts[2..], size);
        BinaryPrimitives.WriteInt32BigEndian(facts[8..], content.Width ?? 0);
        BinaryPrimitives.WriteInt32BigEndian(facts[12..], content.Height ?? 0);
        var duration = content.DurationMs is { } ms ? Math.Min(ms, MaxDurationMs) + 1 : 0;
        facts[16] = (byte)(duration >> 32);
        BinaryPrimitives.WriteUInt32BigEndian(facts[17..], (uint)duration);
        Sign(bytes[..SignedBytes], bytes[SignedBytes..]);
        return Describe(bytes).Item;
    }

    /// <summary>Reads a key exactly as it was made; false for anything else, without a reason.</summary>
    public bool TryRead(string? key, [NotNullWhen(true)] out MediaItem? item, [NotNullWhen(true)] out string? owner)
    {
        (item, owner) = (null, null);
        Span<byte> bytes = stackalloc byte[TotalBytes];
        Span<byte> mac = stackalloc byte[MacBytes];
        if (key is null || !TryDecode(key, bytes))
            return false;
        Sign(bytes[..SignedBytes], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[SignedBytes..]))
            return false;
        var (found, foundOwner) = Describe(bytes);
        if (found.Key != key)
            return false; // another folder, extension or spelling
        (item, owner) = (found, foundOwner);
        return true;
    }

    /// <summary>Reads a media URL exactly as this API returns it, compared as text.</summary>
    public bool TryReadUrl(string? url, [NotNullWhen(true)] out MediaItem? item,
        [NotNullWhen(true)] out string? owner) =>
        TryRead(MediaUrl.ToKey(url), out item, out owner);

    private void Sign(ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(hmacKey, signed, full);
        full[..MacBytes].CopyTo(mac);
    }

    private static bool TryDecode(string key, Span<byte> bytes)
    {
        var start = key.IndexOf('/', StringComparison.Ordinal) + 1;
        if (start == 0 || key.Length < start + FileIdChars)
            return false;
        var fileId = key.AsSpan(start, FileIdChars);
        return Convert.FromHexString(fileId[..TimeChars], bytes, out _, out _) == OperationStatus.Done
            && Base64Url.DecodeFromChars(fileId[TimeChars..], bytes[TimeBytes..], out _,
                out var written) == OperationStatus.Done
            && written == TotalBytes - TimeBytes;
    }

    private static (MediaItem Item, string Owner) Describe(ReadOnlySpan<byte> bytes)
    {
        var facts = bytes.Slice(TimeBytes + RandomBytes + OwnerBytes, FactBytes);
        var kind = (MediaKind)(facts[0] & LowHalf);
        var format = MediaFormat.ByCode((byte)(facts[1] & LowHalf))!; // only this class signs
        var fileId = Convert.ToHexStringLower(bytes[..TimeBytes]) + Base64Url.EncodeToString(bytes[TimeBytes..]);
        var duration = ((long)facts[16] << 32) | BinaryPrimitives.ReadUInt32BigEndian(facts[17..]);
        var item = new MediaItem(
            $"{FolderOf(kind)}/{fileId}.{format.Extension}",
            kind,
            format.ContentType,
            Read48(facts[2..]),
            NullIfZero(BinaryPrimitives.ReadInt32BigEndian(facts[8..])),
            NullIfZero(BinaryPrimitives.ReadInt32BigEndian(facts[12..])),
            duration == 0 ? null : duration - 1,
            DateTimeOffset.FromUnixTimeMilliseconds(Read48(bytes)),
            MediaCodec.VideoByCode(facts[1] >> CodecShift)?.Name,
            MediaCodec.AudioByCode(facts[0] >> CodecShift)?.Name);
        return (item, Convert.ToHexStringLower(bytes.Slice(TimeBytes + RandomBytes, OwnerBytes)));
    }

    private static int? NullIfZero(int value) => value == 0 ? null : value;

    private static void Write48(Span<byte> to, long value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)value);
    }

    private static long Read48(ReadOnlySpan<byte> from) =>
        ((long)BinaryPrimitives.ReadUInt16BigEndian(from) << 32) | BinaryPrimitives.ReadUInt32BigEndian(from[2..]);
}

/// <summary>URLs of media: <c>/api/media/{key}</c>, relative, compared as text.</summary>
internal static class MediaUrl
{
    public const string Prefix = "/api/media/";

    public static string Of(string key) => Prefix + key;

    /// <summary>Extracts the key from a media URL; null for any other text.</summary>
    public static string? ToKey(string? url) =>
        url is not null && url.StartsWith(Prefix, StringComparison.Ordinal) ? url[Prefix.Length..] : null;
}
