using Reels.Api.Http;
using Reels.Api.Text;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class TextRulesTests
{
    private readonly ValidationErrors _errors = new();

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("Ada.Lovelace_1815", "ada.lovelace_1815")]
    [InlineData("___", "___")]
    public void A_username_is_stored_in_small_letters(string sent, string stored)
    {
        Assert.Equal(stored, TextRules.Username(sent, _errors));
        Assert.False(_errors.Any);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("abcdefghijabcdefghijabcdefghija")]
    [InlineData(".abc")]
    [InlineData("abc.")]
    [InlineData("a..b")]
    [InlineData("a b c")]
    [InlineData("abc\n")]
    [InlineData("äöü")]
    [InlineData("\u212Aelvin")]
    [InlineData("ab-c")]
    public void Another_username_is_refused(string? sent)
    {
        TextRules.Username(sent, _errors);

        Assert.Contains("username", _errors.ToProblem().Errors!.Keys);
    }

    [Fact]
    public void A_password_is_hashed_in_nfkc_however_it_was_typed()
    {
        Assert.Equal(TextRules.Password("ﬁsch-Ångström", _errors),
            TextRules.Password("fisch-A\u030Angstro\u0308m", _errors));
        Assert.False(_errors.Any);
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_password_has_8_to_128_characters_however_wide(int length, bool taken)
    {
        TextRules.Password(string.Concat(Enumerable.Repeat("😀", length)), _errors);

        Assert.Equal(taken, !_errors.Any);
    }

    [Fact]
    public void Anything_may_be_in_a_password()
    {
        TextRules.Password("\0\u202E\r\n\t\uFFFE\uFFFF end", _errors);

        Assert.False(_errors.Any);
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd\te", "a\nb\nc\nd\te")]
    [InlineData("  kept as sent <b> ", "  kept as sent <b> ")]
    [InlineData("form\u2028separators", "form\u2028separators")]
    public void Line_ends_become_line_feeds_and_nothing_else_changes(string sent, string stored)
    {
        Assert.Equal(stored, TextRules.Caption(sent, _errors));
        Assert.False(_errors.Any);
    }

    [Fact]
    public void An_empty_caption_is_null() => Assert.Null(TextRules.Caption("", _errors));

    [Theory]
    [InlineData(2_200, true)]
    [InlineData(2_201, false)]
    public void A_caption_has_2200_characters_and_a_line_end_counts_as_one(int length, bool taken)
    {
        TextRules.Caption(string.Concat(Enumerable.Repeat("😀", length - 1)) + "\r\n", _errors);

        Assert.Equal(taken, !_errors.Any);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\u0007b")]
    [InlineData("a\u000Bb")]
    [InlineData("a\u007Fb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u009Bb")]
    public void Control_characters_are_refused(string sent)
    {
        TextRules.Caption(sent, _errors);

        Assert.True(_errors.Any);
    }

    [Theory]
    [InlineData("Ada\nLovelace")]
    [InlineData("Ada\rLovelace")]
    [InlineData("Ada\vLovelace")]
    [InlineData("Ada\fLovelace")]
    [InlineData("Ada\u0085Lovelace")]
    [InlineData("Ada\u2028Lovelace")]
    [InlineData("Ada\u2029Lovelace")]
    [InlineData("Ada \u202Eecalevol")]
    [InlineData("Ada\u2066")]
    [InlineData("\u200FAda")]
    [InlineData("\u061CAda")]
    public void A_full_name_is_one_line_without_bidirectional_controls(string sent)
    {
        TextRules.Fullname(sent, _errors);

        Assert.True(_errors.Any);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u200B\u200D\uFEFF\u2060")]
    [InlineData("\u3164\u115F\u2800")]
    [InlineData("\u00A0\u3000")]
    [InlineData("\u0301\uFE0F")]
    public void A_full_name_that_cannot_be_seen_is_refused(string sent)
    {
        TextRules.Fullname(sent, _errors);

        Assert.True(_errors.Any);
    }

    [Theory]
    [InlineData("😀", 64, true)]
    [InlineData("😀", 65, false)]
    [InlineData("e\u0301", 32, true)]
    [InlineData("e\u0301", 33, false)]
    public void A_full_name_has_64_scalar_values(string character, int times, bool taken)
    {
        TextRules.Fullname(string.Concat(Enumerable.Repeat(character, times)), _errors);

        Assert.Equal(taken, !_errors.Any);
    }

    [Theory]
    [InlineData("עברית and العربية")]
    [InlineData("👩‍👩‍👧")]
    public void Names_in_any_script_are_accepted(string sent)
    {
        Assert.Equal(sent, TextRules.Fullname(sent, _errors));
        Assert.False(_errors.Any);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("\u200B\u200D\uFEFF\u2060")]
    [InlineData("\u3164\u115F\u2800")]
    [InlineData("\u00A0\u3000\u2029")]
    [InlineData("\U000E0041\uFE0F")]
    public void A_comment_that_cannot_be_seen_is_refused(string? sent)
    {
        TextRules.Comment(sent, _errors);

        Assert.Equal(["text"], _errors.ToProblem().Errors!.Keys);
    }

    [Theory]
    [InlineData("!")]
    [InlineData("❤️")]
    [InlineData("\u200Bx")]
    public void A_comment_with_one_visible_character_is_accepted(string sent)
    {
        Assert.Equal(sent, TextRules.Comment(sent, _errors));
        Assert.False(_errors.Any);
    }
}
