using System.Globalization;
using System.Text.RegularExpressions;
using Reels.Api.Hosting;
using Reels.Hosting;
using Reels.Silo.Hosting;
using Reels.Standalone;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>The answers of the programs to <c>--help</c>.</summary>
public sealed partial class UsageTests
{
    private static readonly Dictionary<string, Usage> Programs =
        new Usage[] { StandaloneUsage.Text, SiloUsage.Text, ApiUsage.Text }.ToDictionary(usage => usage.Program);

    public static TheoryData<string> Names => [.. Programs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_usage_shows_true_defaults(string program)
    {
        var shown = Setting().Matches($"{Programs[program]}");

        Assert.NotEmpty(shown);
        Assert.All(shown, setting => Assert.Contains(setting.Groups["value"].Value,
            Defaults(setting.Groups["section"].Value, setting.Groups["name"].Value)));
    }

    [Theory]
    [InlineData(true, "--help")]
    [InlineData(true, "-h")]
    [InlineData(true, "--demo", "--help")]
    [InlineData(false)]
    [InlineData(false, "help")]
    [InlineData(false, "--helpful")]
    public void The_usage_is_asked_for_by_an_argument(bool asked, params string[] args) =>
        Assert.Equal(asked, Usage.IsAsked(args));

    private static IEnumerable<string> Defaults(string section, string name) =>
        from options in OptionsClasses.All
        where OptionsClasses.SectionOf(options) == section
        from setting in OptionsClasses.Settings(options)
        where setting.Name == name
        select string.Create(CultureInfo.InvariantCulture,
            $"{setting.GetValue(Activator.CreateInstance(options, nonPublic: true))}");

    [GeneratedRegex(@"--(?<section>[A-Z]\w+):(?<name>\w+)=(?<value>\S+)")]
    private static partial Regex Setting();
}
