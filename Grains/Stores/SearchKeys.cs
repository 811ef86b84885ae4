namespace Reels.Grains.Stores;

/// <summary>
/// The keys by which people are found: their names exactly, and their names from each word on, with nothing between the
/// words (docs/adr/0024). So the start of any word is the start of a key, and a search text may go on into the next
/// word, with or without the space, hyphen or dot. A change here needs a migration that makes all keys again.
/// </summary>
public static class SearchKeys
{
    /// <summary>Unicode scalar values of a name's part in a key: as many as a search text may have.</summary>
    public const int MaxLength = 50;

    /// <summary>
    /// Keys of one person. A name in many scripts or of single letters could have hundreds; its last words are then not
    /// found.
    /// </summary>
    public const int MaxKeys = 32;

    /// <summary>The first character of an exact name's key. Other keys don't have it and sort after it.</summary>
    public const char ExactMark = ' ';

    /// <summary>The keys of a person, each once.</summary>
    public static IReadOnlyList<SearchKey> Of(string username, string? fullname)
    {
        var (parts, words) = (SearchWords.Of(username), SearchWords.Of(fullname ?? ""));
        SearchKey?[] whole =
        [
            Key(SearchText.ExactKey(username), isWord: false),
            Key(Join(parts), isWord: false),
            Key(SearchText.ExactKey(fullname ?? ""), isWord: true),
        ];
        var keys = whole.Concat(FromEachWord(parts, first: 1)).Concat(FromEachWord(words, first: 0));
        return [.. keys.OfType<SearchKey>().Distinct().Take(MaxKeys)];
    }

    /// <summary>The words without anything between them, cut to <see cref="MaxLength"/>.</summary>
    internal static string Join(IEnumerable<SearchWord> words)
    {
        var text = string.Concat(words.Select(word => word.Text));
        return text.Length <= MaxLength ? text : string.Concat(text.EnumerateRunes().Take(MaxLength));
    }

    /// <summary>With the symbols of the name and without: few people type them.</summary>
    private static IEnumerable<SearchKey?> FromEachWord(IReadOnlyList<SearchWord> words, int first)
    {
        for (; first < words.Count; first++)
        {
            yield return Key(Join(words.Skip(first)), isWord: true);
            if (!words[first].IsSymbols)
                yield return Key(Join(words.Skip(first).Where(word => !word.IsSymbols)), isWord: true);
        }
    }

    private static SearchKey? Key(string? text, bool isWord) =>
        string.IsNullOrEmpty(text) ? null : new SearchKey(text, isWord);
}

/// <param name="Text">Folded.</param>
/// <param name="IsWord">False where it is the whole username.</param>
public readonly record struct SearchKey(string Text, bool IsWord);
