using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>GIF: sides from the logical screen descriptor, then the first frame with pixels.</summary>
internal sealed class GifParser() : ImageParser(MediaFormat.Gif)
{
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;

    protected override IEnumerable<Step> Parse()
    {
        yield return Take(GifStripper.ScreenBytes);
        SetSides(BinaryPrimitives.ReadUInt16LittleEndian(Taken[6..]),
            BinaryPrimitives.ReadUInt16LittleEndian(Taken[8..]));
        yield return Skip(GifStripper.ColourBytes(Taken[10]));
        while (true)
        {
            yield return Take(1);
            if (Taken[0] == Picture)
            {
                yield return Take(GifStripper.PictureBytes);
                yield return Skip(GifStripper.ColourBytes(Taken[8]) + 1); // and the code size
                yield return Take(2);
                HasPicture = Taken[0] > 0;
                yield break;
            }

            if (Taken[0] != Extension)
                yield break;
            yield return Take(2);
            for (var size = Taken[1]; size > 0; size = Taken[0])
            {
                yield return Skip(size);
                yield return Take(1);
            }
        }
    }
}

/// <summary>
/// GIF: keeps frames, their timing, loops and colours. Removes comments, texts, XMP, data of other programs, and bytes
/// after the end.
/// </summary>
internal sealed class GifStripper : MetadataStripper
{
    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte GraphicControl = 0xF9;
    private const byte Application = 0xFF;
    private const int ApplicationBytes = 11; // name and code of the program
    public const int ScreenBytes = 13;
    public const int PictureBytes = 9;

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
                yield return Copy(ColourBytes(Taken[8]) + 1); // and the code size
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
                // The end, or damage: decoders stop here.
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
        var keep = label == GraphicControl || (label == Application && IsPlayback);
        if (keep)
        {
            Write([Extension, label, size]);
            Write(Taken);
        }

        // An empty first block is also the last one.
        if (size > 0 || keep)
        {
            foreach (var step in Blocks(keep))
                yield return step;
        }
    }

    /// <summary>A size and as many bytes, repeated up to a size of 0.</summary>
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

    private bool IsPlayback => Taken.Length == ApplicationBytes
        && (Taken.SequenceEqual("NETSCAPE2.0"u8) || Taken.SequenceEqual("ANIMEXTS1.0"u8)
            || Taken.SequenceEqual("ICCRGBG1012"u8));

    public static int ColourBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
