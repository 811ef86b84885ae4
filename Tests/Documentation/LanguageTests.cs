using System.Reflection;
using System.Text.RegularExpressions;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>Documentation, summaries, log messages and test names keep to plain words.</summary>
public sealed partial class LanguageTests
{
    private const int MaxTestName = 64;

    private static readonly Rule[] Rules =
    [
        new(AtOnce(), "immediately, or concurrently"),
        new(Anew(), "again"),
        new(IsAway(), "is unavailable, are unavailable"),
    ];

    private static readonly Rule[] SummaryRules =
        [.. Rules, new(NoLonger(), "a verb, as in Unlike or Unfollow, or: not … any more")];

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
        AssertNone(Documents().SelectMany(file => Found(file, WholeText(), Rules)));

    [Fact]
    public void Summaries_use_plain_words() =>
        AssertNone(ProductSources().SelectMany(file => Found(file, Summary(), SummaryRules)));

    [Fact]
    public void Log_messages_use_plain_words() =>
        AssertNone(ProductSources().SelectMany(file => Found(file, LogMessage(), Rules)));

    private static IEnumerable<FileInfo> Documents() => Repository.Root
        .EnumerateFiles("*.md", SearchOption.AllDirectories)
        .Where(file => !Repository.NameOf(file).Split('/').Any(folder => folder is "bin" or "obj"));

    private static IEnumerable<FileInfo> ProductSources() =>
        Repository.Sources().Where(file => !Repository.NameOf(file).StartsWith("Tests/", StringComparison.Ordinal));

    private static IEnumerable<string> Found(FileInfo file, Regex part, Rule[] rules)
    {
        var text = File.ReadAllText(file.FullName);
        return from place in part.Matches(text)
               from rule in rules
               from found in rule.Phrase.Matches(place.Value)
               let line = 1 + text.AsSpan(0, place.Index + found.Index).Count('\n')
               select $"{Repository.NameOf(file)}:{line}: \"{found.Value}\"; use: {rule.Use}";
    }

    private static void AssertNone(IEnumerable<string> problems)
    {
        var found = problems.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <param name="Phrase">The phrase to refuse.</param>
    /// <param name="Use">The words to use instead.</param>
    private sealed record Rule(Regex Phrase, string Use);

    [GeneratedRegex(".+", RegexOptions.Singleline)]
    private static partial Regex WholeText();

    [GeneratedRegex("/// *<summary>.*?</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\[LoggerMessage\(.*?\)\]", RegexOptions.Singleline)]
    private static partial Regex LogMessage();

    // A phrase may continue on the next line, which begins with slashes in a summary.
    [GeneratedRegex(@"\bat[\s/]+once\b", RegexOptions.IgnoreCase)]
    private static partial Regex AtOnce();

    [GeneratedRegex(@"\banew\b", RegexOptions.IgnoreCase)]
    private static partial Regex Anew();

    [GeneratedRegex(@"\b(is|are)[\s/]+away\b", RegexOptions.IgnoreCase)]
    private static partial Regex IsAway();

    [GeneratedRegex(@"\bno[\s/]+longer\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoLonger();
}
