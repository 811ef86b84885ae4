using Reels.Api.Media;
using Xunit;
using static Reels.Tests.Unit.Media.ContentProbeTests;
using static Reels.Tests.Unit.Media.Videos;

namespace Reels.Tests.Unit.Media;

public sealed class FilmCodecTests
{
    [Theory]
    [InlineData("avc1", "h264")]
    [InlineData("avc3", "h264")]
    [InlineData("hvc1", "hevc")]
    [InlineData("hev1", "hevc")]
    [InlineData("dvh1", "hevc")]
    [InlineData("vp08", "vp8")]
    [InlineData("vp09", "vp9")]
    [InlineData("av01", "av1")]
    [InlineData("s263", "h263")]
    [InlineData("abcd", null)]
    public void The_codec_of_pictures_is_that_of_the_sample_entry(string entry, string? codec) =>
        Assert.Equal(codec, Probe(Mp4(4, 4, video: entry), 7)!.Video?.Name);

    [Theory]
    [InlineData(0x20, "mpeg4")]
    [InlineData(0x21, "h264")]
    [InlineData(0x61, "mpeg2")]
    [InlineData(0x6C, "mjpeg")]
    [InlineData(0xFF, null)]
    public void The_codec_of_mp4v_is_its_object_type(byte type, string? codec) =>
        Assert.Equal(codec,
            Probe(Mp4Of("isom", Track("vide", Pixels("mp4v", 4, 4, Esds(type)))), 7)!.Video?.Name);

    [Theory]
    [InlineData("mp4a", 0x40, "aac")]
    [InlineData("mp4a", 0x67, "aac")]
    [InlineData("mp4a", 0x6B, "mp3")]
    [InlineData("mp4a", 0xFF, null)]
    [InlineData("mp4a", null, null)]
    [InlineData("Opus", null, "opus")]
    [InlineData("ac-3", null, "ac3")]
    [InlineData("ec-3", null, "eac3")]
    [InlineData("fLaC", null, "flac")]
    [InlineData("alac", null, "alac")]
    [InlineData("samr", null, "amr")]
    [InlineData("sowt", null, "pcm")]
    [InlineData("abcd", null, null)]
    public void The_codec_of_sound_is_that_of_the_sample_entry(string entry, int? type, string? codec) =>
        Assert.Equal(codec, Probe(Mp4(4, 4, sound: Sound(entry, (byte?)type)), 7)!.Audio?.Name);

    [Theory]
    [InlineData("qt  ")]
    [InlineData("3gp5")]
    [InlineData("3g2a")]
    public void Films_of_phones_are_accepted(string brand)
    {
        foreach (var (entry, codec) in new[] { ("avc1", MediaCodec.H264), ("hvc1", MediaCodec.Hevc) })
        {
            foreach (var sound in new[] { Aac, QuickTimeSound })
            {
                Finds(Mp4(1080, 1920, video: entry, sound: sound, brand: brand, compatible: brand),
                    new(MediaFormat.Mp4, 1080, 1920, 2500, codec, MediaCodec.Aac));
            }

            Finds(Mp4Of(brand, Track("vide", Pixels(entry, 640, 480))),
                new(MediaFormat.Mp4, 640, 480, 2500, codec));
        }
    }

    [Theory]
    [InlineData("qt  ", "apch", "QuickTime with ProRes video")]
    [InlineData("qt  ", "jpeg", "QuickTime with Motion JPEG video")]
    [InlineData("qt  ", "SVQ3", "QuickTime with SVQ3 video")]
    [InlineData("qt  ", "\x01\x02<>", "QuickTime with unknown video")]
    [InlineData("3gp4", "s263", "3GP with H.263 video")]
    public void Other_codecs_of_pictures_are_refused_by_name(string brand, string entry, string detected) =>
        Refuses(Mp4(4, 4, video: entry, brand: brand, compatible: "mp42"), detected);

    [Theory]
    [InlineData("qt  ", "sowt", "QuickTime with PCM sound")]
    [InlineData("qt  ", "mp4a", "QuickTime with mp4a sound")]
    [InlineData("3gp4", "samr", "3GP with AMR sound")]
    public void Other_codecs_of_sound_are_refused_by_name(string brand, string entry, string detected) =>
        Refuses(Mp4(4, 4, sound: Sound(entry), brand: brand), detected);

    [Fact]
    public void QuickTime_without_pictures_is_refused_by_name() =>
        Refuses(Mp4Of("qt  ", Track("soun", Aac)), "QuickTime with sound alone");

    [Fact]
    public void Of_several_sounds_one_must_be_aac()
    {
        var pictures = Track("vide", Pixels("hvc1", 4, 4));
        var (aac, spatial) = (Track("soun", Aac), Track("soun", Sound("apac")));
        foreach (var tracks in new[] { new[] { pictures, aac, spatial }, [spatial, pictures, aac] })
            Assert.Equal(MediaCodec.Aac, Probe(Mp4Of("qt  ", tracks), 7)!.Audio);
        Refuses(Mp4Of("qt  ", pictures, spatial), "QuickTime with APAC sound");
    }

    [Fact]
    public void The_first_track_with_pictures_and_samples_counts() =>
        Finds(
            Mp4Of("isom",
                Track("vide", Pixels("jpeg", 9, 9), 9, 9, samples: 0),
                Track("vide", Pixels("hvc1", 4, 4), 4, 4),
                Track("vide", Pixels("avc1", 5, 5), 5, 5)),
            new(MediaFormat.Mp4, 4, 4, 2500, MediaCodec.Hevc));

    [Fact]
    public void A_film_that_is_not_accepted_is_refused_before_its_frames()
    {
        var film = Mp4(4, 4, video: "apch", brand: "qt  ", moovFirst: true, frameBytes: 5000);
        Assert.True(Feed(film[..^4000], 4096).IsRefused);
        Assert.False(Feed(Mp4(4, 4, moovFirst: true, frameBytes: 5000)[..^4000], 4096).IsRefused);
    }
}
