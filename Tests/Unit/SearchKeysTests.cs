using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Unit;

public sealed class SearchKeysTests
{
    [Fact]
    public void Keys_are_the_username_and_the_full_name_from_each_word_on() =>
        Assert.Equal(
            [new("ada", false), new("ada king lovelace", true), new("king lovelace", true), new("lovelace", true)],
            SearchKeys.Of("ada", " Ada  King\u00A0LOVELACE "));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Without_a_full_name_the_username_is_the_only_key(string? fullname) =>
        Assert.Equal([new("ada", false)], SearchKeys.Of("ada", fullname));

    [Theory]
    [InlineData("ÅNGSTRÖM", "ångström")]
    [InlineData("a\u030Angstro\u0308m", "ångström")]
    [InlineData("\uFB01n", "fin")]
    [InlineData("a\uFFFEb", "a\uFFFDb")]
    [InlineData(" Two \t words ", "two words")]
    public void Texts_that_read_alike_have_the_same_key(string text, string key) =>
        Assert.Equal(key, SearchKeys.Fold(text));

    [Fact]
    public void A_key_is_as_long_as_the_longest_query()
    {
        var name = string.Concat(Enumerable.Repeat("🦊", 64));

        Assert.Equal(string.Concat(Enumerable.Repeat("🦊", 50)),
            Assert.Single(SearchKeys.Of("ada", name), key => key.IsWord).Text);
    }
}
