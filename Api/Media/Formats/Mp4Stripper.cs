using System.Buffers.Binary;
using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>
/// MP4: keeps the boxes that players need in their place. User data, metadata and unknown boxes are replaced by
/// <c>free</c> boxes of zeros of the same size, so that all sizes and offsets stay correct; so is padding, which may
/// contain data that a program removed before. Dates and names of handlers become zeros. A track that is neither shown,
/// played nor read (places and motion, second by second) loses its samples; the content of GoPro's is blanked.
/// </summary>
internal sealed class Mp4Stripper : MetadataStripper
{
    private const int HeaderBytes = 8;
    private const int WideBytes = 8; // after a header with size 1
    private const int HandlerBytes = 24; // of hdlr, before the name
    private const uint File = 0;
    private const int DeviceBytes = 7; // after the mark: size of a part, number of parts, and the first key within

    private static readonly byte[] Device = [.. "DEVC\0"u8];

    // Boxes that are kept, by the box that contains them. A box with its own line is read box by box.
    private static readonly Dictionary<uint, HashSet<uint>> Kept = new()
    {
        [File] = [.. Types("ftyp styp moov moof mdat imda sidx ssix prft pdin pssh mfra")],
        [Mp4Box.Moov] = [.. Types("mvhd trak mvex iods pssh")],
        [Mp4Box.Trak] = [.. Types("tkhd edts tref trgr tapt mdia")],
        [Mp4Box.Mdia] = [.. Types("mdhd elng hdlr minf")],
        [Mp4Box.Minf] = [.. Types("vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl")],
        [Mp4Box.Stbl] = [.. Types(
            "stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps stsh padb stdp sdtp sbgp csgp sgpd subs "
            + "saiz saio")],
        [Mp4Box.Moof] = [.. Types("mfhd traf pssh")],
        [Mp4Box.Traf] = [.. Types("tfhd tfdt trun sdtp sbgp csgp sgpd subs saiz saio senc")],
    };

    private static readonly HashSet<uint> ShownHandlers = [.. Types("vide auxv pict soun text sbtl subt clcp hint")];

    private bool _shown = true; // whether the track being read is shown, played or read

    protected override IEnumerable<Step> Strip() => Boxes(File, long.MaxValue);

    private IEnumerable<Step> Boxes(uint parent, long end)
    {
        while (end - Position >= HeaderBytes)
        {
            var start = Position;
            yield return Take(HeaderBytes);
            var declared = BinaryPrimitives.ReadUInt32BigEndian(Taken);
            var type = BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]);
            var wide = declared == 1 && end - Position >= WideBytes;
            if (wide)
                yield return Take(WideBytes);
            var size = wide ? BinaryPrimitives.ReadInt64BigEndian(Taken) : declared == 0 ? end - start : declared;
            if (size < Position - start)
            {
                // Players stop here.
                WriteHeader(0, Mp4Box.Free);
                if (wide)
                    Write(new byte[WideBytes]);
                break;
            }

            var boxEnd = size > end - start ? end : start + size;
            var kept = Kept[parent].Contains(type);
            WriteHeader(declared, kept ? type : Mp4Box.Free);
            if (wide)
                Write(Taken);
            if (type == Mp4Box.Trak)
                _shown = true;
            if (!kept)
            {
                yield return Blank(boxEnd - Position);
                continue;
            }

            foreach (var step in Kept.ContainsKey(type) ? Boxes(type, boxEnd) : Content(type, parent, boxEnd))
                yield return step;
        }

        if (end > Position)
            yield return Blank(end - Position);
    }

    private IEnumerable<Step> Content(uint type, uint parent, long end)
    {
        if (type is Mp4Box.Mvhd or Mp4Box.Tkhd or Mp4Box.Mdhd && end - Position >= 4)
        {
            yield return Take(4);
            Write(Taken);
            var dates = Taken[0] == 1 ? 16 : 8;
            yield return Blank(Math.Min(dates, end - Position));
        }
        else if (type == Mp4Box.Hdlr && end - Position >= HandlerBytes)
        {
            yield return Take(HandlerBytes);
            Write(Taken);
            if (parent == Mp4Box.Mdia)
                _shown = ShownHandlers.Contains(BinaryPrimitives.ReadUInt32BigEndian(Taken[8..]));
            yield return Blank(end - Position);
        }

        if (type == Mp4Box.Mdat)
        {
            foreach (var step in Frames(end))
                yield return step;
        }

        // A table of samples with zeros alone has no samples.
        yield return parent == Mp4Box.Stbl && type != Mp4Box.Stsd && !_shown ? Blank(end - Position)
            : Copy(end - Position);
    }

    /// <summary>
    /// Blanks the places that GoPro cameras write between the frames. The index of these places is in moov, which
    /// mostly comes last, so they are recognised by how they begin: a device (DEVC), and first in it the device's id
    /// (DVID).
    /// </summary>
    private IEnumerable<Step> Frames(long end)
    {
        while (end > Position)
        {
            yield return CopyTo(Device[0], end - Position);
            var matched = 0;
            while (matched < Device.Length && end > Position)
            {
                // These bytes are kept in any case. Writing them immediately loses none of a video that ends within a
                // possible mark.
                yield return Take(1);
                Write(Taken);
                var next = Taken[0];
                if (next == Device[matched])
                    matched++;
                else if ((matched = next == Device[0] ? 1 : 0) == 0)
                    break;
            }

            if (matched < Device.Length || end - Position < DeviceBytes)
                continue;
            yield return Take(DeviceBytes);
            var bytes = Taken[0] * BinaryPrimitives.ReadUInt16BigEndian(Taken[1..]);
            var found = Taken[3..].SequenceEqual("DVID"u8);
            Write(Taken[..3]);
            Write(found ? new byte[4] : Taken[3..]);
            if (found)
                yield return Blank(Math.Clamp(bytes - 4, 0, end - Position));
        }
    }

    private void WriteHeader(uint size, uint type)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(header, size);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], type);
        Write(header);
    }

    private static IEnumerable<uint> Types(string names) =>
        names.Split(' ').Select(name => BinaryPrimitives.ReadUInt32BigEndian(Encoding.ASCII.GetBytes(name)));
}
