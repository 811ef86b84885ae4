namespace Reels.Api.Media.Formats;

/// <summary>
/// GIF: pictures, how they are shown, how often, and in which colours stay; comments, texts, XMP and whatever else
/// programs note go, and what follows the end.
/// </summary>
internal sealed class GifStripper : MetadataStripper
{
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte GraphicControl = 0xF9;
    private const byte Application = 0xFF;
    private const int ApplicationBytes = 11; // name and code of a program
    private const int ScreenBytes = 13;
    private const int PictureBytes = 9;

    protected override IEnumerable<Step> Strip()
    {
        yield return Take(ScreenBytes);
        Write(Taken);
        yield return Copy(ColourBytes(Taken[10]));
        while (true)
        {
            yield return Take(1);
            if (Taken[0] == Picture)
            {
                Write(Taken);
                yield return Take(PictureBytes);
                Write(Taken);
                yield return Copy(ColourBytes(Taken[8]) + 1); // and the size of codes
                foreach (var step in Blocks(keep: true))
                    yield return step;
            }
            else if (Taken[0] == Extension)
            {
                foreach (var step in Extend())
                    yield return step;
            }
            else
            {
                // The end, or damage: no decoder goes on.
                if (Taken[0] == Trailer)
                    Write(Taken);
                yield break;
            }
        }
    }

    private IEnumerable<Step> Extend()
    {
        yield return Take(2);
        var (label, size) = (Taken[0], Taken[1]);
        yield return Take(size);
        var keep = label == GraphicControl || (label == Application && IsShown);
        if (keep)
        {
            Write([Extension, label, size]);
            Write(Taken);
        }

        // A first block of no bytes is the last.
        if (size > 0 || keep)
        {
            foreach (var step in Blocks(keep))
                yield return step;
        }
    }

    /// <summary>Blocks of a size and as many bytes, up to one of none.</summary>
    private IEnumerable<Step> Blocks(bool keep)
    {
        while (true)
        {
            yield return Take(1);
            var size = Taken[0];
            if (keep)
                Write(Taken);
            if (size == 0)
                yield break;
            yield return keep ? Copy(size) : Drop(size);
        }
    }

    private bool IsShown => Taken.Length == ApplicationBytes
        && (Taken.SequenceEqual("NETSCAPE2.0"u8) || Taken.SequenceEqual("ANIMEXTS1.0"u8)
            || Taken.SequenceEqual("ICCRGBG1012"u8));

    private static int ColourBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
