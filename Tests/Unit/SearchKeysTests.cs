using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Unit;

/// <summary>
/// A row has a full name, or a username after @; then the searches that find the person, and those that don't.
/// </summary>
public sealed class SearchKeysTests
{
    [Theory]
    // Case by Unicode: dotted and dotless i, final sigma, sharp s, letters that share a capital.
    [InlineData("İrem Işık", "irem|IREM|İREM|İrem Işık|ışık|ISIK|isik|Işık|i|irem i", "rem|şık")]
    [InlineData("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ|παπαδόπουλος|παπαδοπουλοσ|παπαδόπουλο|Παπ", "δόπουλος|papadopoulos")]
    [InlineData("ΓΙΏΡΓΟΣ ΣΕΦΈΡΗΣ", "γιώργος|γιωργοσ|Σεφερης|ΓΙΩΡΓΟΣ σ", "ωργος")]
    [InlineData("Großmann", "GROSSMANN|großmann|GROẞMANN|grossm|gros", "grosman|mann")]
    [InlineData("ǅemal ᾼδης", "džemal|DZEMAL|αδης", "emal")]
    // Accents, and letters with a stroke, which Unicode doesn't decompose.
    [InlineData("Mélanie Zoë", "melanie|MÉLANIE|me\u0301lanie|zoe|zoë|mèlänie", "elanie")]
    [InlineData("Łukasz Żółć", "lukasz|ŁUKASZ|zolc|żółć", "ukasz")]
    [InlineData("Nguyễn Văn Đức", "nguyen|nguyễn|NGUYỄN|van duc|đức|nguyen van duc", "uyen")]
    [InlineData("Алёна Йовович", "алена|АЛЁНА|алёна|иовович|Йов", "лена")]
    [InlineData("Søren Ærø Þór", "soren|aero|ærø|thor|SØREN", "oren")]
    [InlineData("Dvořák", "dvorak|DVOR\u030CA\u0301K", "vorak")]
    // Marks that are optional in Hebrew and Arabic, and part of the letter elsewhere.
    [InlineData("שָׁלוֹם أحمد", "שלום|שָׁלוֹם|احمد|أحمد", "לום")]
    [InlineData("ガンダム हिन्दी", "ガンダム|ｶﾞﾝﾀﾞﾑ|हिन्दी|हि", "カンタム|हन")]
    [InlineData("นํ้า กำ", "นํ้า|กำ", "นา")]
    // A word begins after anything that is no letter or digit.
    [InlineData("Anne-Marie", "anne|marie|anne-marie|anne marie|ANNEMARIE|anne‐m", "arie|nnemarie")]
    [InlineData("O'Brien", "o’brien|o'brien|obrien|brien|O`BRIEN|oʼbrien|o brien", "rien")]
    [InlineData("Oʼbrien d’Arc", "o'brien|obrien|arc|darc|d'arc", "ʼ")]
    [InlineData("Jean-Luc O'Neil", "jean luc oneil|jeanluc o'neil|luc o’neil|oneil|neil", "eil")]
    [InlineData("🌸Sakura", "sakura|🌸|🌸sakura|🌸 SAKURA", "akura|🌼")]
    [InlineData("Sakura🌸Chan 🌼", "chan|sakura chan|sakura🌸c|🌼", "🌸🌼|sakura🌼")]
    [InlineData("❤️ Ada 👍🏽", "❤|❤️ada|ada👍|👍🏿", "da")]
    [InlineData("(Ada) \"King\", x_y+z", "ada|king|king x|x|y|z|xyz|(ada", "ng")]
    [InlineData("Ada\u00ADx\u200BKing\u3000Lee", "ada|king|lee|adax king", "dax")]
    [InlineData(" Two \t words ", "two words|words|twowords|wo", "ords")]
    // A word begins where the script changes, and not at a digit.
    [InlineData("神楽めあOfficial", "official|OFFICIAL|神楽|めあ|神楽めあ|めあofficial", "楽|fficial")]
    [InlineData("ラーメン々", "ラーメン|ラーメン々|ﾗｰﾒﾝ", "ーメン|メン")]
    [InlineData("Иванivan", "иван|ivan|ИВАНIVAN", "van")]
    [InlineData("김민수Kim", "김민수|kim|김", "민수|im")]
    [InlineData("Area51x", "area51x|area5", "51|x")]
    // Compatibility forms.
    [InlineData("ﬁn Ａｄａ 𝓐𝓭𝓪 ①", "fin|ADA|ada ada|1", "ﬁi")]
    // Usernames: whole, from each part, with spaces, after @.
    [InlineData("@john.smith", "john|smith|john.smith|@john.smith|JOHN.S|john smith|johnsmith|@smith|@ smith", "mith")]
    [InlineData("@bobjones", "bob jones|bobjones|BOB j|@bob", "jones")]
    [InlineData("@a_b__c.d", "a|b|c|d|bcd|a b|a_b__c.d", "abd")]
    [InlineData("@___", "___|@___", "_|__")]
    // Signs alone are only an exact name.
    [InlineData("¯\\_(-)_/¯", "¯\\_(-)_/¯|@¯\\_(-)_/¯", "¯|-")]
    public void Names_are_found_by_their_words(string name, string found, string notFound)
    {
        Assert.All(found.Split('|'), text => Assert.True(Finds(text, name), $"{text} finds {name}"));
        Assert.All(notFound.Split('|'), text => Assert.False(Finds(text, name), $"{text} does not find {name}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("@")]
    [InlineData("\uFFFE\U0010FFFF")]
    public void A_text_of_nothing_finds_no_one(string text) => Assert.Equal(new(null, null), SearchText.Of(text));

    [Fact]
    public void Keys_are_the_exact_names_and_the_names_from_each_word_on() =>
        Assert.Equal(
            [
                new(" ada.king", false), new("adaking", false), new(" zoë kingsley", true), new("king", true),
                new("zoekingsley", true), new("kingsley", true),
            ],
            SearchKeys.Of("ada.king", " Zoë  KINGSLEY "));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Without_a_full_name_the_username_alone_makes_keys(string? fullname) =>
        Assert.Equal([new(" ada", false), new("ada", false)], SearchKeys.Of("ada", fullname));

    [Fact]
    public void A_key_is_as_long_as_the_longest_query()
    {
        var name = string.Concat(Enumerable.Repeat("🦊", 64));

        Assert.Equal(string.Concat(Enumerable.Repeat("🦊", 50)),
            Assert.Single(SearchKeys.Of("ada", name), key => key.IsWord).Text);
        Assert.True(Finds(name, name));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("aб")]
    [InlineData("a🌸")]
    [InlineData("ﷺ ")]
    [InlineData("ก\u0E49")]
    [InlineData("e\u0301\u0302\u0303")]
    public void A_hostile_name_has_a_bounded_number_of_short_keys(string part)
    {
        var name = string.Concat(Enumerable.Repeat(part, 64))[..64];

        var keys = SearchKeys.Of("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o", name);

        Assert.InRange(keys.Count, 1, SearchKeys.MaxKeys);
        Assert.All(keys, key => Assert.InRange(key.Text.EnumerateRunes().Count(), 1, SearchKeys.MaxLength + 1));
    }

    private static bool Finds(string text, string name)
    {
        var keys = name.StartsWith('@') ? SearchKeys.Of(name[1..], null) : SearchKeys.Of("0", name);
        var (exact, prefix) = SearchText.Of(text);
        return keys.Any(key => key.Text == exact
            || (prefix is not null && key.Text.StartsWith(prefix, StringComparison.Ordinal)));
    }
}
