using System.Security.Cryptography;
using CsCheck;
using Reels.Api.Media;
using Reels.Grains.Interfaces.Media;
using Xunit;

namespace Reels.Tests.Unit.Media;

public sealed class MediaKeysTests
{
    private const string Owner = "00112233445566778899aabbccddeeff";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly MediaKeys _keys = new(RandomNumberGenerator.GetBytes(32));

    [Theory]
    [InlineData(MediaKind.Reel, "reels/")]
    [InlineData(MediaKind.Story, "stories/")]
    [InlineData(MediaKind.Avatar, "avatars/")]
    public void A_key_contains_all_properties_of_its_upload(MediaKind kind, string folder)
    {
        foreach (var format in MediaFormat.All)
        {
            var minted = _keys.Mint(Owner, kind, new(format, 1080, 1920, 61_234), 104_857_600, Now);
            Assert.StartsWith(folder, minted.Key, StringComparison.Ordinal);
            Assert.EndsWith("." + format.Extension, minted.Key, StringComparison.Ordinal);
            Assert.True(_keys.TryRead(minted.Key, out var read, out var owner));
            Assert.Equal(minted, read);
            Assert.Equal(Owner, owner);
            Assert.Equal((kind, format.ContentType, 104_857_600L, 1080, 1920, 61_234L, Now),
                (read.Kind, read.ContentType, read.Size, read.Width, read.Height, read.DurationMs, read.UploadedAt));
        }
    }

    [Fact]
    public void Unknown_properties_stay_unknown()
    {
        Assert.True(_keys.TryRead(Mint().Key, out var item, out _));
        Assert.Equal((null, null, null), (item.Width, item.Height, item.DurationMs));
        Assert.Equal((null, null), (item.VideoCodec, item.AudioCodec));
    }

    [Fact]
    public void A_key_contains_the_codecs_of_a_film()
    {
        foreach (var (video, audio) in MediaCodec.Video.SelectMany(video => MediaCodec.Audio.Prepend(null)
            .Select(audio => (video, audio))))
        {
            var minted = _keys.Mint(Owner, MediaKind.Avatar, new(MediaFormat.WebM, 4, 4, 5, video, audio), 1, Now);
            Assert.True(_keys.TryRead(minted.Key, out var read, out _));
            Assert.Equal(minted, read);
            Assert.Equal((MediaKind.Avatar, "video/webm", video.Name, audio?.Name),
                (read.Kind, read.ContentType, read.VideoCodec, read.AudioCodec));
        }
    }

    [Fact]
    public void Codes_of_codecs_have_four_bits_and_never_change()
    {
        Assert.Equal("h264 hevc vp8 vp9 av1 mpeg4 mpeg2 mjpeg h263 vvc prores",
            string.Join(' ', Enumerable.Range(0, 16).Select(MediaCodec.VideoByCode).OfType<MediaCodec>()
                .Select(codec => codec.Name)));
        Assert.Equal("aac opus vorbis mp3 ac3 eac3 flac alac pcm amr apac",
            string.Join(' ', Enumerable.Range(0, 16).Select(MediaCodec.AudioByCode).OfType<MediaCodec>()
                .Select(codec => codec.Name)));
    }

    [Fact]
    public void A_key_made_before_keys_had_codecs_is_read()
    {
        const string key = "stories/019ca9450a7bAQIDBAUGBwgJCgsMDQ4PEAARIjNEVWZ3iJmqu8zd"
            + "7v8BBQAABkAAAAAABDgAAAeAAAAA7zMSXALWtrumWkmGYy91Lfkf.mp4";
        Assert.True(new MediaKeys(new byte[32]).TryRead(key, out var item, out var owner));
        Assert.Equal(
            new MediaItem(key, MediaKind.Story, "video/mp4", 104_857_600, 1080, 1920, 61_234, Now),
            item);
        Assert.Equal(Owner, owner);
    }

    [Fact]
    public void A_duration_of_zero_differs_from_an_unknown_one() =>
        Assert.Equal(0, _keys.Mint(Owner, MediaKind.Reel, new(MediaFormat.Mp4, DurationMs: 0), 1, Now).DurationMs);

    [Fact]
    public void Keys_sort_by_the_time_of_their_upload()
    {
        var keys = Enumerable.Range(0, 2000).Select(i => Mint(Now.AddMilliseconds(i * 97)).Key).ToArray();
        Assert.Equal(keys, keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_upload_gets_another_key_each_time() => Assert.NotEqual(Mint().Key, Mint().Key);

    [Fact]
    public void A_key_of_another_installation_is_refused() =>
        Assert.False(new MediaKeys(new byte[32]).TryRead(Mint().Key, out _, out _));

    [Fact]
    public void A_key_with_any_character_changed_is_refused()
    {
        var key = Mint().Key;
        Gen.Select(Gen.Int[0, key.Length - 1], Gen.OneOf(Gen.Char.AlphaNumeric, Gen.Char))
            .Where((at, letter) => key[at] != letter)
            .Sample((at, letter) => Assert.False(_keys.TryRead(key[..at] + letter + key[(at + 1)..], out _, out _)),
                iter: 3000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("reels")]
    [InlineData("reels/")]
    [InlineData("../../etc/passwd")]
    [InlineData("reels/../secrets/root.key")]
    [InlineData("reels/..%2F..%2Fx.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("reels/\0.jpg")]
    [InlineData(null)]
    public void A_path_is_not_a_key(string? path) => Assert.False(_keys.TryRead(path, out _, out _));

    [Fact]
    public void A_key_in_another_spelling_is_refused()
    {
        var key = Mint().Key;
        var fileId = key["reels/".Length..^".jpg".Length];
        foreach (var other in new[]
        {
            $"stories/{fileId}.jpg", $"reels/{fileId}.png", $"reels/{fileId}.JPG", $"Reels/{fileId}.jpg",
            $"reels//{fileId}.jpg", $"/reels/{fileId}.jpg", $"reels/{fileId}",
            $"reels/{fileId}=.jpg", $"reels/{fileId[..12].ToUpperInvariant()}{fileId[12..]}.jpg",
            $"reels/{fileId} .jpg", $"reels/{fileId[..20]}\n{fileId[20..]}.jpg", key + "/", key + "\0",
        })
        {
            Assert.False(other != key && _keys.TryRead(other, out _, out _), other);
        }
    }

    [Fact]
    public void Media_urls_are_compared_as_text()
    {
        var key = Mint().Key;
        Assert.True(_keys.TryReadUrl(MediaUrl.Of(key), out var item, out _));
        Assert.Equal(key, item.Key);
        foreach (var url in new[] { key, "http://localhost/api/media/" + key, "/api/media//" + key, "/API/media/" + key,
            MediaUrl.Of(key) + "?x", "", null })
        {
            Assert.False(_keys.TryReadUrl(url, out _, out _), url);
        }
    }

    private MediaItem Mint(DateTimeOffset? at = null) =>
        _keys.Mint(Owner, MediaKind.Reel, new(MediaFormat.Jpeg), 77, at ?? Now);
}
