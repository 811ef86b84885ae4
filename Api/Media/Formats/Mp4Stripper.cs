using System.Buffers.Binary;
using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>
/// MP4: keeps the boxes that players need in their place. User data, metadata and unknown boxes are replaced by
/// <c>free</c> boxes of zeros of the same size, so that all sizes and offsets stay correct; so is padding, which may
/// contain data that a program removed before. Dates, names of handlers and paths of files become zeros. A track with
/// neither pictures nor sound (places and motion, second by second, and captions, in which drones write places) loses
/// its samples: they are blanked, once their tables are seen. Brands of QuickTime and 3GP become those of MP4.
/// </summary>
internal sealed class Mp4Stripper : MetadataStripper
{
    private const int HeaderBytes = 8;
    private const int WideBytes = 8; // after a header with size 1
    private const int HandlerBytes = 24; // of hdlr, before the name
    private const int FragmentBytes = 8; // of tfhd: version, flags, and the track's id
    private const int EntriesBytes = 8; // of dref: version, and the number of entries
    private const int EntryBytes = 12; // of an entry of dref: size, type, version and flags
    private const int MaxHidden = 1000; // ids that are kept; a film has a few tracks
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
        [Mp4Box.Dinf] = [.. Types("dref")],
        [Mp4Box.Minf] = [.. Types("vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl")],
        [Mp4Box.Stbl] = [.. Types(
            "stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps stsh padb stdp sdtp sbgp csgp sgpd subs "
            + "saiz saio")],
        [Mp4Box.Moof] = [.. Types("mfhd traf pssh")],
        [Mp4Box.Traf] = [.. Types("tfhd tfdt trun sdtp sbgp csgp sgpd subs saiz saio senc")],
    };

    private static readonly HashSet<uint> ShownHandlers = [.. Types("vide auxv pict soun hint")];

    private readonly HashSet<uint> _hidden = []; // ids of tracks without pictures and sound, for their fragments
    private readonly Mp4Samples _samples = new(); // of hidden tracks
    private bool _shown = true; // whether the track being read has pictures or sound
    private uint _track; // its id

    public override IEnumerable<(long Offset, long Length)> Leftovers
    {
        get
        {
            _samples.EndTrack();
            return _samples.Ranges(Position);
        }
    }

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
            if (type is Mp4Box.Trak or Mp4Box.Traf)
            {
                _samples.EndTrack();
                _shown = true;
            }

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

    private IEnumerable<Step> Content(uint type, uint parent, long end) => type switch
    {
        Mp4Box.Ftyp when end - Position <= Mp4Brands.MaxBytes => Brands(end),
        Mp4Box.Mvhd or Mp4Box.Tkhd or Mp4Box.Mdhd when end - Position >= 4 => Dates(type, end),
        Mp4Box.Hdlr when end - Position >= HandlerBytes => Handler(parent, end),
        Mp4Box.Dref when end - Position >= EntriesBytes => References(end),
        Mp4Box.Tfhd when end - Position >= FragmentBytes => FragmentHeader(end),
        Mp4Box.Mdat => Frames(end),
        Mp4Box.Stsz or Mp4Box.Stsc or Mp4Box.Stco or Mp4Box.Co64 when !_shown => Table(type, end),
        // A table of samples with zeros alone has no samples.
        _ when !_shown && type != Mp4Box.Stsd && parent is Mp4Box.Stbl or Mp4Box.Traf => [Blank(end - Position)],
        _ => [Copy(end - Position)],
    };

    private IEnumerable<Step> Brands(long end)
    {
        yield return Take((int)(end - Position));
        var brands = Taken.ToArray();
        Mp4Brands.Rewrite(brands);
        Write(brands);
    }

    private IEnumerable<Step> Dates(uint type, long end)
    {
        yield return Take(4);
        Write(Taken);
        var dates = Taken[0] == 1 ? 16 : 8;
        yield return Blank(Math.Min(dates, end - Position));
        if (type == Mp4Box.Tkhd && end - Position >= sizeof(uint))
        {
            yield return Take(sizeof(uint));
            Write(Taken);
            _track = BinaryPrimitives.ReadUInt32BigEndian(Taken);
        }

        yield return Copy(end - Position);
    }

    private IEnumerable<Step> Handler(uint parent, long end)
    {
        yield return Take(HandlerBytes);
        Write(Taken);
        if (parent == Mp4Box.Mdia)
        {
            _shown = ShownHandlers.Contains(BinaryPrimitives.ReadUInt32BigEndian(Taken[8..]));
            if (!_shown && _hidden.Count < MaxHidden)
                _hidden.Add(_track);
        }

        yield return Blank(end - Position);
    }

    /// <summary>Blanks the paths of files: in QuickTime they name the volume and the folders of a computer.</summary>
    private IEnumerable<Step> References(long end)
    {
        yield return Take(EntriesBytes);
        Write(Taken);
        while (end - Position >= EntryBytes)
        {
            yield return Take(EntryBytes);
            Write(Taken);
            var path = BinaryPrimitives.ReadUInt32BigEndian(Taken) - (long)EntryBytes;
            yield return Blank(Math.Clamp(path, 0, end - Position));
        }

        yield return Blank(end - Position);
    }

    /// <summary>Keeps the start of a table of a hidden track, to find its samples by.</summary>
    private IEnumerable<Step> Table(uint type, long end)
    {
        var read = (int)Math.Min(end - Position, MaxTake);
        yield return Take(read);
        _samples.AddTable(type, Taken);
        Write(new byte[read]);
        yield return Blank(end - Position);
    }

    private IEnumerable<Step> FragmentHeader(long end)
    {
        yield return Take(FragmentBytes);
        Write(Taken);
        _shown = !_hidden.Contains(BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]));
        yield return Copy(end - Position);
    }

    /// <summary>
    /// Blanks the places that GoPro cameras write between the frames. The index of these places is in moov, which
    /// mostly comes last, so they are recognised by how they begin: a device (DEVC), and first in it the device's id
    /// (DVID).
    /// </summary>
    private IEnumerable<Step> Frames(long end)
    {
        _samples.AddFrames(Position, end);
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
