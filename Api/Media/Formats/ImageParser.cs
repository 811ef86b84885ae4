namespace Reels.Api.Media.Formats;

/// <summary>
/// What the parsers of pictures share: sides as stored, and whether the orientation makes them change places.
/// </summary>
internal abstract class ImageParser(MediaFormat format) : ContentParser
{
    private int? _width;
    private int? _height;

    public override MediaContent Found => Turned ? new(format, _height, _width) : new(format, _width, _height);

    /// <summary>Shown turned by a quarter.</summary>
    protected bool Turned { get; set; }

    /// <summary>Sides in pixels; what no picture can have counts as not said.</summary>
    protected void Sides(long width, long height)
    {
        _width = width is > 0 and <= int.MaxValue ? (int)width : null;
        _height = height is > 0 and <= int.MaxValue ? (int)height : null;
    }
}
