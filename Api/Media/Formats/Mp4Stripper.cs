using System.Buffers.Binary;
using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>
/// MP4: what players need of a film stays where it is; user data, metadata and what nobody knows become <c>free</c>
/// boxes of zeros in their place, as does padding, which may hold what some program took out before. So every size and
/// offset stays true. Dates and names of handlers become zeros. A track that is neither seen, heard nor read (places
/// and motion, second by second) is left without samples, and what GoPro's hold is blanked.
/// </summary>
internal sealed class Mp4Stripper : MetadataStripper
{
    private const int HeaderBytes = 8;
    private const int WideBytes = 8; // after the header, where its size is 1
    private const int HandlerBytes = 24; // of hdlr, before the name
    private const uint File = 0;
    private const int DeviceBytes = 7; // after the mark: size of a part, how many parts, and the first key within

    private static readonly byte[] Device = [.. "DEVC\0"u8];

    // What stays, by the box it stands in. A box that has a line of its own is walked through.
    private static readonly Dictionary<uint, HashSet<uint>> Kept = new()
    {
        [File] = [.. Types("ftyp styp moov moof mdat imda sidx ssix prft pdin pssh mfra")],
        [Box.Moov] = [.. Types("mvhd trak mvex iods pssh")],
        [Box.Trak] = [.. Types("tkhd edts tref trgr tapt mdia")],
        [Box.Mdia] = [.. Types("mdhd elng hdlr minf")],
        [Box.Minf] = [.. Types("vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl")],
        [Box.Stbl] = [
            .. Types("stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps stsh padb stdp sdtp sbgp csgp sgpd subs saiz saio")],
        [Box.Moof] = [.. Types("mfhd traf pssh")],
        [Box.Traf] = [.. Types("tfhd tfdt trun sdtp sbgp csgp sgpd subs saiz saio senc")],
    };

    private static readonly HashSet<uint> ShownHandlers = [.. Types("vide auxv pict soun text sbtl subt clcp hint")];

    private bool _shown = true; // the track being read

    protected override IEnumerable<Step> Strip() => Boxes(File, long.MaxValue);

    private IEnumerable<Step> Boxes(uint parent, long end)
    {
        while (end - Position >= HeaderBytes)
        {
            var start = Position;
            yield return Take(HeaderBytes);
            var told = BinaryPrimitives.ReadUInt32BigEndian(Taken);
            var type = BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]);
            var wide = told == 1 && end - Position >= WideBytes;
            if (wide)
                yield return Take(WideBytes);
            var size = wide ? BinaryPrimitives.ReadInt64BigEndian(Taken) : told == 0 ? end - start : told;
            if (size < Position - start)
            {
                // No player goes on from here.
                WriteHeader(0, Box.Free);
                if (wide)
                    Write(new byte[WideBytes]);
                break;
            }

            var boxEnd = size > end - start ? end : start + size;
            var kept = Kept[parent].Contains(type);
            WriteHeader(told, kept ? type : Box.Free);
            if (wide)
                Write(Taken);
            if (type == Box.Trak)
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
        if (type is Box.Mvhd or Box.Tkhd or Box.Mdhd && end - Position >= 4)
        {
            yield return Take(4);
            Write(Taken);
            var dates = Taken[0] == 1 ? 16 : 8;
            yield return Blank(Math.Min(dates, end - Position));
        }
        else if (type == Box.Hdlr && end - Position >= HandlerBytes)
        {
            yield return Take(HandlerBytes);
            Write(Taken);
            if (parent == Box.Mdia)
                _shown = ShownHandlers.Contains(BinaryPrimitives.ReadUInt32BigEndian(Taken[8..]));
            yield return Blank(end - Position);
        }

        if (type == Box.Mdat)
        {
            foreach (var step in Frames(end))
                yield return step;
        }

        // A table of samples that is all zeros has none.
        yield return parent == Box.Stbl && type != Box.Stsd && !_shown ? Blank(end - Position) : Copy(end - Position);
    }

    /// <summary>
    /// GoPro's cameras write where they are between the frames, and moov, which tells where, mostly comes last: what
    /// they write is known by how it begins, a device that first says its number.
    /// </summary>
    private IEnumerable<Step> Frames(long end)
    {
        while (end > Position)
        {
            yield return CopyTo(Device[0], end - Position);
            var matched = 0;
            while (matched < Device.Length && end > Position)
            {
                // Written at once, since they stay in any case: a film that ends within what may be a mark loses
                // nothing.
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

    private static class Box
    {
        public const uint Moov = 0x6D6F6F76;
        public const uint Mvhd = 0x6D766864;
        public const uint Trak = 0x7472616B;
        public const uint Tkhd = 0x746B6864;
        public const uint Mdia = 0x6D646961;
        public const uint Mdhd = 0x6D646864;
        public const uint Hdlr = 0x68646C72;
        public const uint Minf = 0x6D696E66;
        public const uint Stbl = 0x7374626C;
        public const uint Stsd = 0x73747364;
        public const uint Moof = 0x6D6F6F66;
        public const uint Traf = 0x74726166;
        public const uint Mdat = 0x6D646174;
        public const uint Free = 0x66726565;
    }
}
