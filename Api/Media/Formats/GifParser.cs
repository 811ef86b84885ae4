using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>GIF: the sides are in the logical screen descriptor, right after the signature.</summary>
internal sealed class GifParser() : ImageParser(MediaFormat.Gif)
{
    protected override IEnumerable<Step> Parse()
    {
        yield return Take(10);
        Sides(BinaryPrimitives.ReadUInt16LittleEndian(Taken[6..]), BinaryPrimitives.ReadUInt16LittleEndian(Taken[8..]));
    }
}
