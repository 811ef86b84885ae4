using System.Globalization;
using System.Text;

namespace Reels.Grains.Stores;

/// <summary>
/// Divides a text into words as search compares them: in one case and without accents (docs/adr/0024). A word is a run
/// of letters and digits of one script, or a run of symbols such as emoji. Everything else only separates words.
/// </summary>
internal sealed class SearchWords
{
    private static readonly Rune Space = new(' ');

    private readonly List<SearchWord> _words = [];
    private readonly StringBuilder _word = new();

    /// <summary>The script of the letters in the current word; null where it has none.</summary>
    private string? _script;
    private bool _isSymbols;

    private SearchWords()
    {
    }

    public static IReadOnlyList<SearchWord> Of(string text)
    {
        var words = new SearchWords();
        foreach (var rune in Assigned(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
            words.Add(rune);
        words.End();
        return words._words;
    }

    /// <summary>
    /// The text with a space for each code point that is no character: the library refuses to normalize some of them.
    /// </summary>
    public static string Assigned(string text) => string.Concat(text.EnumerateRunes()
        .Select(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned ? Space : rune));

    private void Add(Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark:
                AddMark(rune);
                break;
            case UnicodeCategory.OtherSymbol:
                AddSymbol(rune);
                break;
            case UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                AddDigit(rune);
                break;
            case UnicodeCategory.ModifierLetter when !IsSign(rune):
                // It has the script of the word that it is in, as the long vowel mark of kana does.
                AddLetter(rune, _script ?? Scripts.Of(rune));
                break;
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.OtherLetter:
                AddLetter(rune, Scripts.Of(rune));
                break;
            default:
                End();
                break;
        }
    }

    private void AddMark(Rune mark)
    {
        if (_script is not null && !Scripts.HasOptionalMarks(_script))
            _word.Append(mark);
    }

    private void AddSymbol(Rune symbol)
    {
        if (!_isSymbols)
            End();
        _isSymbols = true;
        _word.Append(symbol);
    }

    private void AddDigit(Rune digit)
    {
        if (_isSymbols)
            End();
        _word.Append(digit);
    }

    private void AddLetter(Rune letter, string script)
    {
        if (_isSymbols || (_script is not null && _script != script))
            End();
        _script = script;
        _word.Append(Fold(letter));
    }

    private void End()
    {
        if (_word.Length > 0)
            _words.Add(new(_word.ToString().Normalize(NormalizationForm.FormC), _isSymbols));
        _word.Clear();
        (_script, _isSymbols) = (null, false);
    }

    /// <summary>
    /// Upper case first, then lower case: together they make one letter of those that share a capital, such as the
    /// sigmas. The rest of full case folding follows, then letters with a stroke, which have no accent to remove.
    /// </summary>
    private static string Fold(Rune letter)
    {
        var lower = Rune.ToLowerInvariant(Rune.ToUpperInvariant(letter));
        return lower.Value switch
        {
            'ß' => "ss",
            'ı' => "i",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'đ' or 'ð' => "d",
            'ħ' => "h",
            'ł' => "l",
            'ŧ' => "t",
            'þ' => "th",
            _ => lower.ToString(),
        };
    }

    /// <summary>Apostrophes and tone letters, and the line that stretches an Arabic word: no part of a name.</summary>
    private static bool IsSign(Rune rune) => rune.Value is (>= 0x02B9 and <= 0x02FF) or 0x0640;
}

/// <param name="Text">In composed form.</param>
/// <param name="IsSymbols">Whether it consists of symbols, not of letters and digits.</param>
internal readonly record struct SearchWord(string Text, bool IsSymbols);
