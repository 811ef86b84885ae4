using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Reels.Api.Http;

namespace Reels.Api.Text;

/// <summary>
/// Rules of texts, and the form in which they are stored. Lengths count Unicode scalar values after CRLF and CR have
/// become LF; otherwise a text is stored as sent. Each method adds its errors under the JSON name of the member.
/// </summary>
internal static partial class TextRules
{
    public const int MinUsername = 3;
    public const int MaxUsername = 30;
    public const int MinPassword = 8;
    public const int MaxPassword = 128;
    public const int MaxFullname = 64;
    public const int MaxBio = 150;
    public const int MaxCaption = 2_200;
    public const int MaxComment = 2_200;
    public const int MaxReport = 2_200;
    public const int MaxAltText = 1_500;
    public const int MaxSearch = 50;

    /// <summary>The pattern of a username in the OpenAPI document, which has the lengths separately.</summary>
    public const string UsernameSchema = "^" + UsernameForm + "$";

    private const string UsernameForm = @"(?!\.)(?!.*\.\.)[A-Za-z0-9._]+(?<!\.)";

    /// <summary>The mandatory line breaks of Unicode (UAX 14), after CRLF and CR have become LF.</summary>
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\n\v\f\u0085\u2028\u2029");

    /// <summary>
    /// The username in lower case: 3 to 30 of <c>a-z 0-9 . _</c>, without a dot that is first, last or doubled.
    /// </summary>
    public static string Username(string? input, ValidationErrors errors, string name = "username")
    {
        if (input is null)
        {
            errors.Add(name, "A username is required.");
        }
        else if (!IsUsername(input))
        {
            errors.Add(name,
                $"A username must have {MinUsername} to {MaxUsername} characters of a-z, 0-9, '.' and '_'. "
                    + "It must not start or end with '.', or contain '..'.");
        }
        return ToStoredUsername(input ?? "");
    }

    public static bool IsUsername(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Length is >= MinUsername and <= MaxUsername && UsernamePattern().IsMatch(input);
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Usernames are lower-case ASCII by contract.")]
    public static string ToStoredUsername(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.ToLowerInvariant();
    }

    /// <summary>
    /// The password in NFKC, the form that is hashed. Any character is allowed; the length is counted as sent.
    /// </summary>
    public static string Password(string? input, ValidationErrors errors, string name = "password")
    {
        if (input is null)
            errors.Add(name, "A password is required.");
        else if (!IsPassword(input))
            errors.Add(name, $"A password must have {MinPassword} to {MaxPassword} characters.");
        else
            return ToHashedPassword(input);
        return "";
    }

    public static bool IsPassword(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Length(input) is >= MinPassword and <= MaxPassword;
    }

    public static string ToHashedPassword(string input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // The framework cannot normalize U+FFFE, which a password may contain.
        return string.Join('\uFFFE', input.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormKC)));
    }

    /// <summary>
    /// A full name of one line and at most 64 characters, at least one of them visible; null where it is empty.
    /// </summary>
    public static string? Fullname(string? input, ValidationErrors errors, string name = "fullname")
    {
        var text = Text(input, MaxFullname, errors, name);
        if (text is null)
            return null;
        if (text.AsSpan().ContainsAny(LineBreaks))
            errors.Add(name, "A full name must be one line.");
        if (text.Any(IsBidirectionalControl))
            errors.Add(name, "A full name must not contain bidirectional control characters.");
        if (!HasVisible(text))
            errors.Add(name, "A full name must have at least one visible character.");
        return text;
    }

    public static string? Bio(string? input, ValidationErrors errors, string name = "bio") =>
        Text(input, MaxBio, errors, name);

    public static string? Caption(string? input, ValidationErrors errors, string name = "caption") =>
        Text(input, MaxCaption, errors, name);

    public static string? AltText(string? input, ValidationErrors errors, string name = "altText") =>
        Text(input, MaxAltText, errors, name);

    public static string? Report(string? input, ValidationErrors errors, string name = "text") =>
        Text(input, MaxReport, errors, name);

    /// <summary>A comment of at most 2,200 characters, at least one of them visible.</summary>
    public static string Comment(string? input, ValidationErrors errors, string name = "text")
    {
        var text = Text(input, MaxComment, errors, name) ?? "";
        if (!HasVisible(text))
            errors.Add(name, "A comment must have at least one visible character.");
        return text;
    }

    /// <summary>A search of 1 to 50 characters, at least one of them not a space.</summary>
    public static bool IsSearch([NotNullWhen(true)] string? input) =>
        !string.IsNullOrWhiteSpace(input) && Length(input) <= MaxSearch;

    /// <summary>
    /// Stops the start where ICU is missing. Normalization would then silently return its input, and another node could
    /// not check the passwords that this node hashed.
    /// </summary>
    public static void RequireNormalization()
    {
        if ("\uFB01".Normalize(NormalizationForm.FormKC) != "fi")
        {
            throw new InvalidOperationException(
                "Unicode normalization is not available: install ICU and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT "
                    + "unset.");
        }
    }

    private static string? Text(string? input, int max, ValidationErrors errors, string name)
    {
        if (string.IsNullOrEmpty(input))
            return null;
        var text = WithLineFeeds(input);
        if (Length(text) > max)
        {
            errors.Add(name,
                string.Create(CultureInfo.InvariantCulture,
                    $"The text must have at most {max:N0} characters, counted as Unicode scalar values."));
        }
        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\t')))
            errors.Add(name, "The text must not contain control characters except line feed and tab.");
        return text;
    }

    /// <summary>
    /// Replaces only CRLF and CR: <see cref="string.ReplaceLineEndings(string)"/> would also replace form feeds and
    /// separators.
    /// </summary>
    private static string WithLineFeeds(string text) => text.Contains('\r', StringComparison.Ordinal)
        ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
        : text;

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static bool IsBidirectionalControl(char character) =>
        character is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool HasVisible(string text) => text.EnumerateRunes().Any(IsVisible);

    private static bool IsVisible(Rune rune) => !IsBlankLetter(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherNotAssigned);

    /// <summary>
    /// Whether the category is a letter or a symbol but nothing is drawn: Hangul fillers and the empty Braille pattern.
    /// </summary>
    private static bool IsBlankLetter(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    [GeneratedRegex(@"\A" + UsernameForm + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex UsernamePattern();
}
