using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>A family of files that start with an ftyp box and may be accepted.</summary>
/// <param name="Title">Name for people.</param>
/// <param name="AnyCodec">False where only films that phones write are accepted, and stored as MP4.</param>
internal sealed record Mp4Family(string Title, bool AnyCodec)
{
    public static readonly Mp4Family Mp4 = new("MP4", true);
    public static readonly Mp4Family QuickTime = new("QuickTime", false);
    public static readonly Mp4Family ThreeGp = new("3GP", false);
}

/// <summary>Tells films from the other files that start with an ftyp box, by its brands.</summary>
internal static class Mp4Brands
{
    /// <summary>Longest content of an ftyp box that is read.</summary>
    public const int MaxBytes = 1024;

    private const int BrandBytes = 4;
    private const int VersionBytes = 4;

    private static readonly HashSet<string> Films = new(StringComparer.Ordinal)
    {
        "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42", "mp71", "avc1", "av01",
        "hvc1", "dash", "cmfc", "cmf2",
        "M4V ", "M4VH", "M4VP", "MSNV", "F4V ",
    };

    // Pictures and sound name MP4 brands as compatible ones: the leading brand decides.
    private static readonly (string Lead, Refusal Refusal)[] Others =
    [
        ("hei", Refusal.OfPicture("HEIC")),
        ("hev", Refusal.OfPicture("HEIC")),
        ("avi", Refusal.OfPicture("AVIF")),
        ("mia", Refusal.OfPicture("AVIF")),
        ("mif", Refusal.OfPicture("HEIF")),
        ("msf", Refusal.OfPicture("HEIF")),
        ("jx", Refusal.OfPicture("JPEG XL")),
        ("jp", Refusal.OfPicture("JPEG 2000")),
        ("crx", Refusal.OfPicture("a raw picture")),
        ("M4A", Refusal.OfFilm("MP4 with sound alone")),
        ("M4B", Refusal.OfFilm("MP4 with sound alone")),
        ("M4P", Refusal.OfFilm("MP4 with sound alone")),
        ("F4A", Refusal.OfFilm("MP4 with sound alone")),
        ("F4B", Refusal.OfFilm("MP4 with sound alone")),
    ];

    /// <param name="payload">The leading brand, its version, and the compatible brands, four bytes each.</param>
    /// <returns>Null for a file that isn't accepted.</returns>
    public static Mp4Family? FamilyOf(ReadOnlySpan<byte> payload)
    {
        var lead = Text(payload);
        if (Films.Contains(lead))
            return Mp4Family.Mp4;
        if (IsForeign(lead))
            return lead.StartsWith('3') ? Mp4Family.ThreeGp : Mp4Family.QuickTime;
        return !Array.Exists(Others, other => Begins(lead, other.Lead)) && Compatible(payload).Exists(Films.Contains)
            ? Mp4Family.Mp4
            : null;
    }

    /// <summary>Why a file that belongs to no family isn't accepted.</summary>
    public static Refusal RefusalOf(ReadOnlySpan<byte> payload)
    {
        var lead = Text(payload);
        var compatible = Compatible(payload);
        if (Begins(lead, "mif") || Begins(lead, "msf"))
            lead = compatible.Find(brand => Begins(brand, "hei") || Begins(brand, "avi")) ?? lead;
        return Array.Find(Others, other => Begins(lead, other.Lead)).Refusal
            ?? Refusal.OfFilm("an unknown kind of MP4");
    }

    /// <summary>Writes brands of MP4 over those of QuickTime and 3GP, if one of these leads.</summary>
    public static void Rewrite(Span<byte> payload)
    {
        if (payload.Length < BrandBytes + VersionBytes || !IsForeign(Text(payload)))
            return;
        "mp42"u8.CopyTo(payload);
        payload.Slice(BrandBytes, VersionBytes).Clear();
        for (var rest = payload[(BrandBytes + VersionBytes)..]; rest.Length >= BrandBytes; rest = rest[BrandBytes..])
        {
            if (IsForeign(Text(rest)))
                "isom"u8.CopyTo(rest);
        }
    }

    private static bool IsForeign(string brand) =>
        Begins(brand, "qt") || Begins(brand, "mqt") || Begins(brand, "3g") || Begins(brand, "3G");

    private static bool Begins(string brand, string start) => brand.StartsWith(start, StringComparison.Ordinal);

    private static List<string> Compatible(ReadOnlySpan<byte> payload)
    {
        var brands = new List<string>();
        for (var at = BrandBytes + VersionBytes; at + BrandBytes <= payload.Length; at += BrandBytes)
            brands.Add(Text(payload[at..]));
        return brands;
    }

    private static string Text(ReadOnlySpan<byte> brand) => Encoding.Latin1.GetString(brand[..BrandBytes]);
}
