using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>Which of the many files that start with an ftyp box are MP4 video.</summary>
internal static class Mp4Brands
{
    private static readonly HashSet<string> Accepted = new(StringComparer.Ordinal)
    {
        "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42", "mp71", "avc1", "av01",
        "hvc1", "dash", "cmfc", "cmf2",
        "M4V ", "M4VH", "M4VP", "MSNV", "F4V ",
    };

    // Pictures, QuickTime, sound and telephone formats that name an MP4 brand as a relative: who leads decides.
    private static readonly string[] RefusedLeads =
        ["qt", "hei", "hev", "mif", "msf", "mia", "avi", "jx", "jp", "crx", "M4A", "M4B", "M4P", "3g", "3G", "F4A",
            "F4B"];

    /// <param name="payload">The leading brand, its version, and the compatible brands, four bytes each.</param>
    public static bool Accept(ReadOnlySpan<byte> payload)
    {
        var lead = Encoding.Latin1.GetString(payload[..4]);
        if (Accepted.Contains(lead))
            return true;
        if (Array.Exists(RefusedLeads, refused => lead.StartsWith(refused, StringComparison.Ordinal)))
            return false;
        for (var at = 8; at + 4 <= payload.Length; at += 4)
        {
            if (Accepted.Contains(Encoding.Latin1.GetString(payload.Slice(at, 4))))
                return true;
        }

        return false;
    }
}
