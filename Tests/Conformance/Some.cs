using System.Security.Cryptography;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Stores;

namespace Reels.Tests.Conformance;

/// <summary>
/// Values for tests that share a store: ids are new each time, times are constants.
/// </summary>
internal static class Some
{
    /// <summary>A time that no purge of a suite reaches.</summary>
    public static readonly DateTimeOffset Now = new(2031, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    /// <summary>A time for data to purge or to expire. Nothing else is that old.</summary>
    public static readonly DateTimeOffset LongAgo = new(1975, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset ADayBefore = Now.AddDays(-1);

    public static readonly CancellationToken Cancelled = new(canceled: true);

    public static string User() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public static string[] Users(int count) => [.. Enumerable.Range(0, count).Select(_ => User())];

    public static string Username() => "u_" + User()[..20];

    /// <summary>A text of this many Unicode scalar values, with emoji, combining marks, quotes and SQL.</summary>
    public static string Text(int scalars = 2_200) =>
        string.Concat(
            Enumerable.Repeat("👩‍👩‍👧‍👦é'\";--\\\n漢𝄞", 1 + (scalars / 10)).SelectMany(text => text.EnumerateRunes())
                .Take(scalars));

    /// <summary>A UUIDv8.</summary>
    public static Guid Id()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Id())];

    /// <summary>Texts with a special meaning in a path, a key, a query or a pattern.</summary>
    public static string[] OddIds()
    {
        var unique = User();
        return
        [
            $"../../{unique}", $"/{unique}/etc/passwd", $"{unique}\\..\\x", $"{unique}:{{}}*?", $"{unique}' OR '1'='1",
            $"{unique}%_", $"{unique}\"$]", $"{unique} ü😀",
        ];
    }

    public static MediaItem Media(MediaKind kind = MediaKind.Reel, DateTimeOffset? uploadedAt = null) =>
        new($"{Folder(kind)}/{User()}.mp4", kind, "video/mp4", 123_456_789_012, 1080, 1920, 15_000, uploadedAt ?? Now);

    public static StoredStory Story(MediaItem? media = null, DateTimeOffset? at = null) =>
        new(Id(), User(), media ?? Media(MediaKind.Story), null, null, at ?? Now, (at ?? Now).AddDays(1), null);

    public static StoredReel Reel(string? author = null, DateTimeOffset? at = null, MediaItem? media = null) =>
        new(Id(), author ?? User(), at ?? Now, "caption", "alt", media ?? Media(), null, null);

    private static string Folder(MediaKind kind) => kind switch
    {
        MediaKind.Reel => "reels",
        MediaKind.Story => "stories",
        _ => "avatars",
    };
}
