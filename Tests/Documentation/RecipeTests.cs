using System.Reflection;
using System.Text.RegularExpressions;
using Reels.Grains.Stores;
using Reels.Tests.Architecture;
using Reels.Tests.Architecture.Releases;
using Xunit;

namespace Reels.Tests.Documentation;

/// <summary>
/// <c>CONTRIBUTING.md</c> lists for each port the suites that use it, and they call each of its methods. Its recipe for
/// contracts names what there is.
/// </summary>
public sealed class RecipeTests
{
    /// <summary>All ports but health, which belongs to an engine and has no suite.</summary>
    public static TheoryData<Type> Ports =>
        [.. typeof(IAccountStore).Assembly.GetTypes()
            .Where(type => type.IsInterface && type.Namespace == typeof(IAccountStore).Namespace
                && type != typeof(IStoreHealth))];

    [Theory]
    [MemberData(nameof(Ports))]
    public void The_recipe_lists_the_suites_of_each_port(Type port)
    {
        var suites = Suites(port).Select(place => $"`{place.Suite}`").Order(StringComparer.Ordinal);
        Assert.Contains($"   | `{port.Name}` | {string.Join(", ", suites)} |",
            File.ReadLines(Repository.PathOf("CONTRIBUTING.md")));
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public void The_suites_of_a_port_call_each_of_its_methods(Type port)
    {
        var called = Suites(port).SelectMany(place => Regex
            .Matches(File.ReadAllText(Repository.PathOf($"Tests/Conformance/{place.Suite}.cs")),
                $@"\b{place.Property}\.(\w+)(\(?)")
            .Select(call => (call.Groups[2].Length == 0 ? "get_" : "") + call.Groups[1].Value));
        Assert.Empty(port.GetMethods().Select(method => method.Name).Except(called));
    }

    [Fact]
    public void The_recipe_for_contracts_names_their_files_and_tests()
    {
        var recipe = File.ReadAllText(Repository.PathOf("CONTRIBUTING.md"))
            .Split("## Change a contract")[1].Split("\n## ")[0];
        Assert.All([$"{ContractFileTests.UpdateVariable}=1", nameof(ContractFileTests),
                $"{ReleasedContractTests.ReleaseVariable}=1", nameof(ReleasedContractTests),
                Path.GetRelativePath(Repository.PathOf("."), ReleasedContractTests.ReleaseFile)],
            named => Assert.Contains(named, recipe, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Suite, string Property)> Suites(Type port) =>
        from suite in typeof(RecipeTests).Assembly.GetTypes()
        where suite.IsAbstract && suite.Name.EndsWith("Conformance", StringComparison.Ordinal)
        from property in suite.GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where property.PropertyType == port
        select (suite.Name, property.Name);
}
