using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reels.Grains.Stores;

/// <summary>
/// The keys by which people are found: their username, and their full name from each of its words on. So the start of
/// any word is the start of a key, and a search text may go on into the next word.
/// </summary>
public static class SearchKeys
{
    /// <summary>Unicode scalar values of a key: as many as a search text may have.</summary>
    public const int MaxLength = 50;

    /// <summary>U+FFFE is valid text, but the library does not normalize it.</summary>
    private const char Refused = '\uFFFE';

    /// <summary>The keys of a person, each once.</summary>
    public static IReadOnlyList<SearchKey> Of(string username, string? fullname)
    {
        var keys = new List<SearchKey> { new(Fold(username), IsWord: false) };
        var words = Words(fullname ?? "");
        for (var first = 0; first < words.Length; first++)
            keys.Add(new(Cut(string.Join(' ', words[first..])), IsWord: true));
        return [.. keys.Distinct()];
    }

    /// <summary>
    /// A text as keys are kept: NFKC, in lower case by the invariant culture, with one space between words, cut to
    /// <see cref="MaxLength"/>.
    /// </summary>
    public static string Fold(string text) => Cut(string.Join(' ', Words(text)));

    [SuppressMessage("Globalization", "CA1308",
        Justification = "No one sees keys; names are searched in lower case.")]
    private static string[] Words(string text) =>
        text.Replace(Refused, '\uFFFD').Normalize(NormalizationForm.FormKC).ToLowerInvariant()
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Cut(string text) =>
        text.Length <= MaxLength ? text : string.Concat(text.EnumerateRunes().Take(MaxLength)).TrimEnd();
}

/// <param name="Text">Folded.</param>
/// <param name="IsWord">False where it is the username.</param>
public readonly record struct SearchKey(string Text, bool IsWord);
