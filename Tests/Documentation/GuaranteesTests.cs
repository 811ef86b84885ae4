using System.Text.RegularExpressions;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>The tests that <c>docs/guarantees.md</c> names exist.</summary>
public sealed partial class GuaranteesTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/guarantees.md"));

    /// <summary>The rows of its tables, without their headers.</summary>
    public static TheoryData<string> Rows =>
        [.. Page.Split('\n')
            .Where(line =>
                line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)
                    && !line.EndsWith("| shown by |", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_guarantee_names_existing_tests(string row)
    {
        var named = Named().Matches(row.Split('|')[^2]);
        Assert.NotEmpty(named);
        Assert.All(named,
            name => Assert.True(IsTest(name.Groups["class"].Value, name.Groups["method"].Value),
                $"{name.Value} is no test."));
    }

    private static bool IsTest(string name, string method) =>
        typeof(GuaranteesTests).Assembly.GetTypes().Where(type => type.Name == name)
            .Any(type => method.Length == 0 ? Tests(type).Any() : Tests(type).Contains(method));

    private static IEnumerable<string> Tests(Type type) =>
        type.GetMethods().Where(method => method.GetCustomAttributes(inherit: true).OfType<FactAttribute>().Any())
            .Select(method => method.Name);

    [GeneratedRegex(@"`(?<class>\w+)(\.(?<method>\w+))?`")]
    private static partial Regex Named();
}
