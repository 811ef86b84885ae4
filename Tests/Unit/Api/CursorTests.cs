using System.Buffers.Text;
using Reels.Api.Http;
using Reels.Api.Secrets;
using Xunit;

namespace Reels.Tests.Unit.Api;

public sealed class CursorTests
{
    private const string List = "reels/ada";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_772_353_800_250);
    private readonly Cursors _cursors = new(new RootSecret(new byte[RootSecret.Length]));

    [Fact]
    public void A_cursor_gives_back_its_place()
    {
        Assert.True(_cursors.TryDecode(List, _cursors.Encode(List, At, "0a1b"), out var at, out var key));
        Assert.Equal((At, "0a1b"), (at, key));
    }

    [Theory]
    [InlineData("zoë 🦊")]
    [InlineData("")]
    public void A_place_may_be_any_text(string place)
    {
        Assert.True(_cursors.TryDecode(List, _cursors.Encode(List, At, place), out _, out var key));
        Assert.Equal(place, key);
    }

    [Fact]
    public void A_cursor_is_safe_in_urls() =>
        Assert.All(_cursors.Encode(List, At, "0a1b"),
            character => Assert.True(char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));

    [Fact]
    public void A_cursor_of_another_list_is_refused() =>
        Assert.False(Reads("reels/ben", _cursors.Encode(List, At, "0a1b")));

    [Fact]
    public void A_cursor_of_another_installation_is_refused() =>
        Assert.False(
            Reads(List,
                new Cursors(new RootSecret([.. Enumerable.Repeat((byte)1, RootSecret.Length)])).Encode(List, At,
                    "0a1b")));

    [Fact]
    public void A_cut_or_changed_cursor_is_refused()
    {
        var cursor = _cursors.Encode(List, At, "0a1b");

        Assert.All(Enumerable.Range(0, cursor.Length), length => Assert.False(Reads(List, cursor[..length])));
        Assert.All(Enumerable.Range(0, cursor.Length),
            place => Assert.False(
                Reads(List, cursor[..place] + (cursor[place] == 'A' ? 'B' : 'A') + cursor[(place + 1)..])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("!!!")]
    [InlineData("null")]
    [InlineData("\uD800")]
    public void A_random_text_is_refused_as_cursor(string cursor) => Assert.False(Reads(List, cursor));

    [Fact]
    public void A_cursor_that_is_too_long_is_refused() =>
        Assert.False(Reads(List, Base64Url.EncodeToString(new byte[5_000])));

    [Fact]
    public void Spaces_and_padding_are_refused()
    {
        var cursor = _cursors.Encode(List, At, "0a1b");

        Assert.All([cursor + "=", " " + cursor, cursor + "\n"], Assert_refused);
        void Assert_refused(string text) => Assert.False(Reads(List, text));
    }

    private bool Reads(string list, string cursor) => _cursors.TryDecode(list, cursor, out _, out _);
}
