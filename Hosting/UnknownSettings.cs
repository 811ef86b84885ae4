using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Reels.Hosting;

/// <summary>
/// Finds misspelt settings: names that no program has, in sections that a program has. The list of all names is a
/// resource that Tests/Documentation writes from the options classes. It covers all programs, since they often share
/// environment variables.
/// </summary>
internal static partial class UnknownSettings
{
    private const string List = "settings.txt";

    /// <summary>Ends the name of a list in the resource; in a setting the item's number stands there.</summary>
    private const string AnyItem = ":*";

    private static readonly string[] Known = ReadKnown();

    private static readonly HashSet<string> Sections =
        new(Known.Select(SectionOf), StringComparer.OrdinalIgnoreCase);

    /// <summary>Logs each unknown setting, without its value.</summary>
    public static void Warn(IConfiguration configuration, ILogger logger)
    {
        foreach (var (name, nearest) in Find(configuration))
            LogUnknown(logger, name, nearest);
    }

    /// <summary>The unknown names, each with the known name that resembles it most.</summary>
    public static IEnumerable<(string Name, string Nearest)> Find(IConfiguration configuration) =>
        from setting in configuration.AsEnumerable()
        where setting.Value is not null && setting.Key.Contains(':', StringComparison.Ordinal)
            && Sections.Contains(SectionOf(setting.Key)) && !IsKnown(setting.Key)
        orderby setting.Key
        let nearest = Known.MinBy(known => (!IsBelow(known, setting.Key), Distance(known, setting.Key)))!
        select (OneLine(setting.Key), nearest.Replace(AnyItem, ":0", StringComparison.Ordinal));

    private static bool IsKnown(string name) => Known.Any(known => known.EndsWith(AnyItem, StringComparison.Ordinal)
        ? name.StartsWith(known[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(known, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a setting is in this section: its name alone was given a value.</summary>
    private static bool IsBelow(string setting, string section) =>
        setting.StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase);

    private static string SectionOf(string name) => name[..name.IndexOf(':', StringComparison.Ordinal)];

    private static string OneLine(string name) => string.Concat(name.Select(each => char.IsControl(each) ? '?' : each));

    /// <summary>Letters to insert, remove or replace, so that one name becomes the other; case is ignored.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var (i, letter) in one.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 1; j <= other.Length; j++)
            {
                var isSame = char.ToUpperInvariant(letter) == char.ToUpperInvariant(other[j - 1]);
                var replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    private static string[] ReadKnown()
    {
        using var list = new StreamReader(
            typeof(UnknownSettings).Assembly.GetManifestResourceStream(List)
                ?? throw new InvalidOperationException($"The resource {List} is missing."));
        return list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [LoggerMessage(150, LogLevel.Warning, "{Setting} is not a setting and is ignored; the nearest one is {Nearest}")]
    private static partial void LogUnknown(ILogger logger, string setting, string nearest);
}
