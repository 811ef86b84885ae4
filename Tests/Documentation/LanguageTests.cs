using System.Reflection;
using System.Text.RegularExpressions;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>Documentation, summaries, log messages and test names keep to plain words.</summary>
public sealed partial class LanguageTests
{
    private const int MaxTestName = 64;

    private static readonly (Regex Phrase, string Use)[] Phrases =
    [
        (AtOnce(), "immediately, or concurrently"),
        (Anew(), "again"),
        (IsAway(), "is unavailable, are unavailable"),
    ];

    private static readonly (Regex Phrase,
        string Use)[] SummaryPhrases = [.. Phrases,
            (NoLonger(), "a verb, as in Unlike or Unfollow, or: not … any more")];

    [Fact]
    public void A_test_name_has_at_most_64_characters()
    {
        var tooLong = from type in typeof(LanguageTests).Assembly.GetTypes()
                      from method in type.GetMethods(
                          BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                      where method.GetCustomAttributes(inherit: true).OfType<FactAttribute>().Any()
                          && method.Name.Length > MaxTestName
                      select $"{type.Name}.{method.Name}: {method.Name.Length} characters";
        AssertNone(tooLong);
    }

    [Fact]
    public void Documentation_uses_plain_words() =>
        AssertNone(Documents().SelectMany(file => Found(file, WholeText(), Phrases)));

    [Fact]
    public void Summaries_use_plain_words() =>
        AssertNone(ProductSources().SelectMany(file => Found(file, Summary(), SummaryPhrases)));

    [Fact]
    public void Log_messages_use_plain_words() =>
        AssertNone(ProductSources().SelectMany(file => Found(file, LogMessage(), Phrases)));

    private static IEnumerable<FileInfo> Documents() => Repository.Root
        .EnumerateFiles("*.md", SearchOption.AllDirectories)
        .Where(file => !NameOf(file).Split('/').Any(folder => folder is "bin" or "obj"));

    private static IEnumerable<FileInfo> ProductSources() =>
        Repository.Sources().Where(file => !NameOf(file).StartsWith("Tests/", StringComparison.Ordinal));

    private static string NameOf(FileInfo file) =>
        Path.GetRelativePath(Repository.Root.FullName, file.FullName).Replace('\\', '/');

    private static IEnumerable<string> Found(FileInfo file, Regex part, (Regex Phrase, string Use)[] phrases)
    {
        var text = File.ReadAllText(file.FullName);
        return from place in part.Matches(text)
               from rule in phrases
               from found in rule.Phrase.Matches(place.Value)
               let line = 1 + text.AsSpan(0, place.Index + found.Index).Count('\n')
               select $"{NameOf(file)}:{line}: \"{found.Value}\"; use: {rule.Use}";
    }

    private static void AssertNone(IEnumerable<string> problems)
    {
        var found = problems.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [GeneratedRegex(".+", RegexOptions.Singleline)]
    private static partial Regex WholeText();

    [GeneratedRegex("/// *<summary>.*?</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\[LoggerMessage\(.*?\)\]", RegexOptions.Singleline)]
    private static partial Regex LogMessage();

    // A phrase may go on in the next line, which begins with slashes in a summary.
    [GeneratedRegex(@"\bat[\s/]+once\b", RegexOptions.IgnoreCase)]
    private static partial Regex AtOnce();

    [GeneratedRegex(@"\banew\b", RegexOptions.IgnoreCase)]
    private static partial Regex Anew();

    [GeneratedRegex(@"\b(is|are)[\s/]+away\b", RegexOptions.IgnoreCase)]
    private static partial Regex IsAway();

    [GeneratedRegex(@"\bno[\s/]+longer\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoLonger();
}
