using System.Text.RegularExpressions;
using Reels.Tests.Architecture;

namespace Reels.Tests.Documentation;

/// <summary>The product's own metrics by the names that Prometheus has for them, as the sources make them.</summary>
internal static partial class ProductMetrics
{
    public static IReadOnlySet<string> All { get; } = Repository.Sources()
        .Where(file => !Repository.NameOf(file).StartsWith("Tests/", StringComparison.Ordinal))
        .SelectMany(file => Instrument().Matches(File.ReadAllText(file.FullName)))
        .Select(match => NameOf(match.Groups["name"].Value, Unit().Match(match.Value).Groups["unit"].Value,
            match.Groups["kind"].Value))
        .ToHashSet();

    /// <summary>A histogram has three series.</summary>
    public static string MetricOf(string series) => Series().Replace(series, "");

    private static string NameOf(string name, string unit, string kind) => name.Replace('.', '_')
        + (unit == "s" ? "_seconds" : "") + (kind == "Counter" ? "_total" : "");

    [GeneratedRegex(@"Create(Observable)?(?<kind>Counter|UpDownCounter|Histogram|Gauge)(<\w+>)?\(\s*"
        + @"""(?<name>reels\.[a-z._]+)""[^;]*;")]
    private static partial Regex Instrument();

    [GeneratedRegex(@",\s*""(?<unit>s|\{\w+\})""")]
    private static partial Regex Unit();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Series();
}
