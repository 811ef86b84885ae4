using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Reels.Hosting;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>The environment variables in files of a deployment, such as <c>Cluster__Redis</c>.</summary>
internal static partial class VariableNames
{
    /// <summary>
    /// Each of them is a setting, and these are among them. A misspelt one would be a warning in a log.
    /// </summary>
    public static void AssertSettings(IEnumerable<string> texts, params string[] some)
    {
        var names = texts.SelectMany(text => Variable().Matches(text))
            .Select(match => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)).Distinct()
            .ToList();

        Assert.All(some, one => Assert.Contains(one, names));
        Assert.Empty(UnknownSettings.Find(new ConfigurationBuilder()
            .AddInMemoryCollection(names.Select(name => KeyValuePair.Create(name, (string?)"value"))).Build()));
        Assert.All(names, name => Assert.Contains(name.Split(':')[0], OptionsClasses.All
            .Select(options => OptionsClasses.SectionOf(options).Split(':')[0])));
    }

    // Those of other programs, such as NEO4J_server_…, are in capitals.
    [GeneratedRegex(@"(?<![A-Za-z_])(?<name>[A-Z][A-Za-z0-9]*__\w+?)\s*(?=[:=\n])")]
    private static partial Regex Variable();
}
