using System.Globalization;
using System.Text;

namespace Reels.Grains.Stores;

/// <summary>
/// The script of a letter: .NET doesn't have this property of Unicode. The table is made from Scripts.txt of Unicode 14
/// for the Basic Multilingual Plane. Beyond it, it has the scripts that are in use today; ancient ones count as one.
/// </summary>
internal static class Scripts
{
    /// <summary>Where each script begins, in hexadecimal. It goes on to the next entry.</summary>
    private const string Starts = """
        0 Latin, 370 Greek, 3E2 Coptic, 3F0 Greek, 400 Cyrillic, 531 Armenian, 5D0 Hebrew, 620 Arabic, 70F Syriac,
        750 Arabic, 780 Thaana, 7C0 Nko, 800 Samaritan, 840 Mandaic, 860 Syriac, 870 Arabic, 900 Devanagari,
        980 Bengali, A05 Gurmukhi, A85 Gujarati, B05 Oriya, B82 Tamil, C00 Telugu, C80 Kannada, D00 Malayalam,
        D85 Sinhala, E01 Thai, E81 Lao, F00 Tibetan, 1000 Myanmar, 10A0 Georgian, 1100 Hangul, 1200 Ethiopic,
        13A0 Cherokee, 1400 Canadian, 1680 Ogham, 16A0 Runic, 1700 Tagalog, 1720 Hanunoo, 1740 Buhid, 1760 Tagbanwa,
        1780 Khmer, 1820 Mongolian, 18B0 Canadian, 1900 Limbu, 1950 TaiLe, 1980 NewTaiLue, 1A00 Buginese,
        1A20 TaiTham, 1B00 Balinese, 1B80 Sundanese, 1BC0 Batak, 1C00 Lepcha, 1C50 OlChiki, 1C80 Cyrillic,
        1C90 Georgian, 1D00 Latin, 1D26 Greek, 1D2B Cyrillic, 1D2C Latin, 1F00 Greek, 2071 Latin, 2C00 Glagolitic,
        2C60 Latin, 2C80 Coptic, 2D00 Georgian, 2D30 Tifinagh, 2D80 Ethiopic, 3005 Han, 3041 Hiragana, 30A1 Katakana,
        3105 Bopomofo, 3131 Hangul, 31A0 Bopomofo, 31F0 Katakana, 3400 Han, A000 Yi, A4D0 Lisu, A500 Vai,
        A640 Cyrillic, A6A0 Bamum, A722 Latin, A800 SylotiNagri, A840 PhagsPa, A880 Saurashtra, A8E0 Devanagari,
        A900 KayahLi, A930 Rejang, A960 Hangul, A980 Javanese, A9E0 Myanmar, AA00 Cham, AA60 Myanmar, AA80 TaiViet,
        AAE0 MeeteiMayek, AB01 Ethiopic, AB30 Latin, AB65 Greek, AB66 Latin, AB70 Cherokee, ABC0 MeeteiMayek,
        AC00 Hangul, F900 Han, FB00 Latin, FB13 Armenian, FB1D Hebrew, FB50 Arabic, FF21 Latin, FF66 Katakana,
        FFA0 Hangul, 10000 Ancient, 10400 Deseret, 104B0 Osage, 10500 Ancient, 10780 Latin, 10800 Ancient,
        10D00 Rohingya, 10E80 Ancient, 11100 Chakma, 11150 Ancient, 11AB0 Canadian, 11AC0 Ancient, 11D60 Gondi,
        11D99 Ancient, 11FB0 Lisu, 12000 Ancient, 16800 Bamum, 16A40 Ancient, 16F00 Miao, 16FE0 Ancient, 16FF0 Han,
        17000 Ancient, 1AFF0 Katakana, 1B001 Hiragana, 1B120 Katakana, 1B150 Hiragana, 1B164 Katakana, 1B170 Ancient,
        1DF00 Latin, 1E030 Cyrillic, 1E100 Hmong, 1E290 Toto, 1E2C0 Wancho, 1E4D0 Ancient, 1E7E0 Ethiopic,
        1E800 Mende, 1E900 Adlam, 1EC70 Ancient, 1EE00 Arabic, 20000 Han
        """;

    private static readonly (int Start, string Script)[] Table = [.. Starts.Split(',', StringSplitOptions.TrimEntries)
        .Select(entry => entry.Split(' '))
        .Select(entry => (int.Parse(entry[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), entry[1]))];

    private static readonly int[] Bounds = [.. Table.Select(entry => entry.Start)];

    /// <param name="letter">A character of another category gets the script of the letters around its code.</param>
    public static string Of(Rune letter)
    {
        var index = Array.BinarySearch(Bounds, letter.Value);
        return Table[index >= 0 ? index : ~index - 1].Script;
    }

    /// <summary>
    /// Whether a word of this script is the same word without its marks: accents, Hebrew points, Arabic vowel signs.
    /// Elsewhere a mark makes another letter, as the vowel signs of India and the voicing marks of Japan do.
    /// </summary>
    public static bool HasOptionalMarks(string script) =>
        script is "Latin" or "Greek" or "Cyrillic" or "Hebrew" or "Arabic";
}
