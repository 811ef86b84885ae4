using System.Text;

namespace Reels.Grains.Stores;

/// <summary>A text that a user searches for, folded as the keys are.</summary>
/// <param name="Exact">The key of people who have exactly this name; null where no name can have it.</param>
/// <param name="Prefix">The start of the keys of everyone it finds; null where it has no letter, digit or symbol.
/// </param>
public readonly record struct SearchText(string? Exact, string? Prefix)
{
    public static SearchText Of(string text) => new(ExactKey(text),
        SearchKeys.Join(SearchWords.Of(text)) is { Length: > 0 } prefix ? prefix : null);

    /// <summary>
    /// The key of exactly this name: with accents and signs, in one case, with one space between words, without a
    /// leading <c>@</c>. Null where it is empty, or longer than any search text.
    /// </summary>
    internal static string? ExactKey(string name)
    {
        var folded = SearchWords.Assigned(name).Normalize(NormalizationForm.FormKC).EnumerateRunes()
            .Select(rune => Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
        var words = string.Concat(folded).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(' ', words).TrimStart('@', ' ');
        return text.Length > 0 && text.EnumerateRunes().Count() <= SearchKeys.MaxLength
            ? SearchKeys.ExactMark + text
            : null;
    }
}
