using System.Net;
using System.Text.Json;
using Xunit;

namespace Reels.Tests.Api;

public sealed class SearchTests(ReelsApp app) : IClassFixture<ReelsApp>
{
    private readonly string _word = "w" + Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task People_are_found_by_name_prefix_with_the_exact_name_first()
    {
        var (viewer, longer, exact, named) = (await app.SignUpAsync(), await app.SignUpAsync(_word + "1"),
            await app.SignUpAsync(_word), await app.SignUpAsync());
        using var rename = await named.PostAsync("/api/users", new { fullname = $"Zoë {_word.ToUpperInvariant()} 🦊" });
        await rename.JsonAsync();
        await viewer.FollowAsync(longer);

        var cursor = "";
        var found = new List<JsonElement>();
        do
        {
            var page = await viewer.ReadAsync($"/api/search?q={_word.ToUpperInvariant()}&limit=1{cursor}");
            found.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);

        Assert.Equal([exact.Id, named.Id, longer.Id], found.Select(person => person.Text("id")));
        Assert.Equal([false, false, true], found.Select(person => person.GetProperty("followedByMe").GetBoolean()));
        using var nobodys = await app.Client.GetAsync($"/api/search?q={_word}%20%F0%9F%A6%8A",
            TestContext.Current.CancellationToken);
        var only = Assert.Single((await nobodys.JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal((named.Id, JsonValueKind.Null), (only.Text("id"), only.GetProperty("followedByMe").ValueKind));
    }

    [Theory]
    [InlineData("İrem Işık", "irem", "ışık", "ISIK")]
    [InlineData("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδόπουλος")]
    [InlineData("Großmann", "GROSSMANN", "großmann")]
    [InlineData("Mélanie Zoë", "melanie", "zoe", "MÉLANIE zoë")]
    [InlineData("Łukasz Nguyễn", "lukasz", "nguyen")]
    [InlineData("Алёна", "алена", "АЛЁНА")]
    [InlineData("Anne-Marie", "marie", "anne marie", "annemarie")]
    [InlineData("O'Brien", "o’brien", "obrien", "brien")]
    [InlineData("🌸Sakura", "sakura", "🌸")]
    [InlineData("神楽めあOfficial", "official", "神楽")]
    public async Task A_full_name_is_found_by_its_words(string fullname, params string[] searches)
    {
        var (named, other) = (await app.SignUpAsync(), await app.SignUpAsync());
        using var rename = await named.PostAsync("/api/users", new { fullname });
        await rename.JsonAsync();

        foreach (var search in searches)
        {
            var found = await FindAsync(search);
            Assert.Contains(named.Id, found);
            Assert.DoesNotContain(other.Id, found);
        }
    }

    [Fact]
    public async Task A_username_is_found_by_its_parts_and_first_as_typed()
    {
        var (spaced, alike) = (await app.SignUpAsync($"{_word}.smith"), await app.SignUpAsync($"{_word}_smith"));

        foreach (var search in new[] { $"@{_word}.smith", $"{_word.ToUpperInvariant()}.Smith" })
            Assert.Equal([spaced.Id, alike.Id], await FindAsync(search));
        Assert.Equal([alike.Id, spaced.Id], await FindAsync($"@{_word}_smith"));
        Assert.Equal(new[] { spaced.Id, alike.Id }.Order(), (await FindAsync($"{_word} smith")).Order());
        Assert.Equal(new[] { spaced.Id, alike.Id }.Order(), (await FindAsync("smith")).Order());
    }

    [Theory]
    [InlineData("", "validation_failed")]
    [InlineData("?q=", "validation_failed")]
    [InlineData("?q=%20%20", "validation_failed")]
    [InlineData("?q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "validation_failed")]
    [InlineData("?q=a&limit=0", "validation_failed")]
    [InlineData("?q=a&cursor=AAAA", "invalid_cursor")]
    public async Task A_malformed_search_is_refused(string query, string code)
    {
        using var answer = await app.Client.GetAsync($"/api/search{query}", TestContext.Current.CancellationToken);

        await answer.ProblemAsync(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("%00")]
    [InlineData("%ED%A0%80")]
    [InlineData("%25_'%22")]
    [InlineData("%F4%8F%BF%BF")]
    [InlineData("%EF%BF%BE")]
    public async Task A_search_without_a_match_is_empty(string q)
    {
        using var answer = await app.Client.GetAsync($"/api/search?q={q}", TestContext.Current.CancellationToken);

        Assert.Empty((await answer.JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_cursor_is_for_one_search()
    {
        await app.SignUpAsync(_word + "1");
        var ben = await app.SignUpAsync(_word + "2");
        var cursor = (await ben.ReadAsync($"/api/search?q={_word}&limit=1")).Text("nextCursor");
        using var answer = await ben.GetAsync($"/api/search?q=other&cursor={cursor}");

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_cursor");
    }

    private async Task<IReadOnlyList<string>> FindAsync(string search)
    {
        using var answer = await app.Client.GetAsync($"/api/search?limit=100&q={Uri.EscapeDataString(search)}",
            TestContext.Current.CancellationToken);
        return [.. (await answer.JsonAsync()).GetProperty("items").EnumerateArray().Select(item => item.Text("id"))];
    }
}
