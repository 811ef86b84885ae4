using System.ComponentModel.DataAnnotations;
using Reels.Grains.Interfaces.Media;

namespace Reels.Api.Media;

/// <summary>Largest size of an upload of each kind; bound to <c>Media:MaxBytes</c>.</summary>
internal sealed class MediaLimits
{
    public const string Section = "Media:MaxBytes";

    private const long Largest = 1L << 40; // a media key has room for more

    /// <summary>Bytes. 100 MB: a minute of video at a good rate.</summary>
    [Range(1, Largest)]
    public long Reel { get; set; } = 104_857_600;

    /// <summary>Bytes. 50 MB: stories are short.</summary>
    [Range(1, Largest)]
    public long Story { get; set; } = 52_428_800;

    /// <summary>Bytes. 5 MB: a picture from a phone.</summary>
    [Range(1, Largest)]
    public long Avatar { get; set; } = 5_242_880;

    public long For(MediaKind kind) => kind switch
    {
        MediaKind.Reel => Reel,
        MediaKind.Story => Story,
        _ => Avatar,
    };

    internal long Max => Math.Max(Reel, Math.Max(Story, Avatar));
}
