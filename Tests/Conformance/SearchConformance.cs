using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class SearchConformance(IStoreEngine engine) : PortSuite(engine)
{
    // A word that finds only the people of this test.
    private readonly string _word = "w" + Some.User()[..12];

    protected IProfileStore Store => Port<IProfileStore>();

    protected IAccountStore Accounts => Port<IAccountStore>();

    [Fact]
    public async Task People_are_found_by_prefixes_of_username_and_words_of_name()
    {
        var named = await PersonAsync($"{_word}.x", null);
        var second = await PersonAsync(Some.Username(), $"Zoë {_word.ToUpperInvariant()}son 🦊");
        var between = await PersonAsync(Some.Username(), $"A{_word}");

        Assert.Equal(new[] { named, second }.Order(), (await FindAsync(_word)).Order());
        Assert.Equal([second], await FindAsync($"{_word}son 🦊"));
        Assert.Equal([between], await FindAsync($"a{_word}"));
        Assert.Empty(await FindAsync($"{_word}sonx"));
    }

    [Fact]
    public async Task The_exact_name_comes_first_and_usernames_before_words()
    {
        var longer = await PersonAsync($"{_word}a", null);
        var word = await PersonAsync(Some.Username(), $"The {_word}");
        var exact = await PersonAsync(_word, null);

        Assert.Equal([exact, word, longer], await FindAsync(_word));
    }

    [Fact]
    public async Task A_person_found_by_several_keys_is_listed_once()
    {
        var people = new List<string>();
        for (var i = 0; i < 12; i++)
            people.Add(await PersonAsync($"{_word}{i}", $"{_word} {_word}{i % 3} {_word}"));

        foreach (var limit in new[] { 1, 5, 100 })
        {
            var found = await Paging.WalkAsync<SearchPosition, SearchPosition>(limit,
                after => Store.SearchAsync(_word, after, limit, default), place => place);
            Assert.Equal(people.Order(), found.Select(place => place.UserId).Order());
        }
    }

    [Fact]
    public async Task After_a_rename_only_the_new_name_finds_the_person()
    {
        var person = await PersonAsync($"{_word}1", $"{_word}2");

        await Store.UpdateAsync(person, new(ProfileFields.Username, $"{_word}3", null, null, null), Some.ADayBefore,
            default);
        Assert.Empty(await FindAsync($"{_word}1"));
        Assert.Equal([person], await FindAsync($"{_word}2"));
        Assert.Equal([person], await FindAsync($"{_word}3"));

        await Store.UpdateAsync(person, new(ProfileFields.Fullname, null, null, null, null), Some.ADayBefore, default);
        Assert.Empty(await FindAsync($"{_word}2"));
        Assert.Equal([person], await FindAsync(_word));
    }

    [Fact]
    public async Task A_refused_name_does_not_find_the_person()
    {
        var holder = await PersonAsync(_word, null);
        var other = await PersonAsync(Some.Username(), null);

        await Store.UpdateAsync(other, new(ProfileFields.Username | ProfileFields.Fullname, _word, _word, null, null),
            Some.ADayBefore, default);
        await Accounts.RegisterAsync(new(Some.User(), _word, "hash", _word, Some.Now, null), default);

        Assert.Equal([holder], await FindAsync(_word));
    }

    [Fact]
    public async Task Keys_are_ordered_by_bytes_even_beyond_the_basic_plane()
    {
        // U+20000 is above U+FA0E, but below it for a comparison of UTF-16 code units. Both are Chinese characters.
        var (last, first) = (await PersonAsync(Some.Username(), $"{_word}\U00020000"),
            await PersonAsync(Some.Username(), $"{_word}\uFA0E"));

        foreach (var limit in new[] { 1, 10 })
        {
            var found = await Paging.WalkAsync<SearchPosition, SearchPosition>(limit,
                after => Store.SearchAsync(_word, after, limit, default), place => place);
            Assert.Equal([first, last], found.Select(place => place.UserId));
        }
    }

    [Fact]
    public async Task A_search_cancelled_before_it_begins_is_not_made() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.SearchAsync(_word, null, 10, Some.Cancelled));

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("*")]
    [InlineData("\\")]
    public async Task Special_characters_stand_for_nothing_else(string sign)
    {
        var signed = await PersonAsync(Some.Username(), $"{_word}{sign}x");
        await PersonAsync(Some.Username(), $"{_word}yx");

        Assert.Equal([signed], await FindAsync($"{_word}{sign}x"));
        Assert.Equal([signed], await FindAsync($"{_word}x"));
    }

    [Fact]
    public async Task The_name_as_typed_comes_before_others_that_fold_alike()
    {
        var plain = await PersonAsync($"{_word}.e", null);
        var alike = await PersonAsync($"{_word}_e", null);
        var accented = await PersonAsync(Some.Username(), $"{_word.ToUpperInvariant()} É");
        var joined = await PersonAsync(Some.Username(), $"{_word}e");

        foreach (var (text, first) in new[]
        {
            ($"@{_word}.E", plain), ($"{_word}_e", alike), ($"{_word} é", accented), ($"{_word}e", joined),
        })
        {
            var found = await FindAsync(text);
            Assert.Equal(first, found[0]);
            Assert.Equal(new[] { plain, alike, accented, joined }.Order(), found.Order());
            Assert.Equal(found, (await Paging.WalkAsync<SearchPosition, SearchPosition>(1,
                after => Store.SearchAsync(text, after, 1, default), place => place)).Select(place => place.UserId));
        }
    }

    [Fact]
    public async Task A_name_of_signs_alone_is_found_exactly()
    {
        var sign = string.Concat(Some.User().Take(40).Select(digit => char.IsAsciiDigit(digit) ? '-' : '*'));
        var signed = await PersonAsync(Some.Username(), sign);

        Assert.Equal([signed], await FindAsync($" {sign} "));
        Assert.Empty(await FindAsync(sign[1..]));
        Assert.Empty(await FindAsync("@"));
    }

    private async Task<string> PersonAsync(string username, string? fullname)
    {
        var account = new NewAccount(Some.User(), username, "hash", fullname, Some.Now, null);
        Assert.Equal(RegisterOutcome.Registered, (await Accounts.RegisterAsync(account, default)).Outcome);
        return account.UserId;
    }

    private async Task<string[]> FindAsync(string text) =>
        [.. (await Store.SearchAsync(text, null, 100, default)).Select(place => place.UserId)];
}
