using System.Text.RegularExpressions;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// A store goes by one name in health, logs, metrics and traces: a constant of <see cref="Engines"/>.
/// </summary>
public sealed partial class EngineNameTests
{
    private static readonly string[] Programs = ["Grains", "Grains.Interfaces", "Silo", "Api", "Standalone"];

    [Fact]
    public void Adapters_name_their_engine_by_its_constant()
    {
        var others = from file in Product()
                     from thrown in Thrown().Matches(File.ReadAllText(file.FullName))
                     where !IsEngine(file, thrown.Groups["store"].Value)
                     select $"{file.Name}: {thrown.Value}";
        Assert.Empty(others);
    }

    [Fact]
    public void Every_constant_is_in_the_set_of_all() =>
        Assert.Equal(Engines.All.Order(),
            typeof(Engines).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());

    [Fact]
    public void A_failure_without_an_engine_says_its_cause()
    {
        StoreUnavailableException[] failures =
            [StoreUnavailableException.TimedOut(outcomeUnknown: true), StoreUnavailableException.Contended(),
                StoreUnavailableException.Overloaded()];
        Assert.All(failures, failure => Assert.Null(failure.Store));
        Assert.Equal(failures.Length, failures.Select(failure => failure.Failure).Distinct().Count());
        Assert.Equal(failures.Length, failures.Select(failure => failure.Message).Distinct().Count());
        Assert.DoesNotContain(StoreFailure.Unavailable, failures.Select(failure => failure.Failure));
    }

    private static IEnumerable<FileInfo> Product() => Repository.Sources().Where(file => Programs.Contains(
        Path.GetRelativePath(Repository.Root.FullName, file.FullName).Split(Path.DirectorySeparatorChar)[0]));

    /// <summary>The constant itself, or a constant of the adapter that stands for it.</summary>
    private static bool IsEngine(FileInfo file, string store) => store.StartsWith("Engines.", StringComparison.Ordinal)
        || file.Directory!.EnumerateFiles("*.cs").Any(neighbour => Regex.IsMatch(
            File.ReadAllText(neighbour.FullName), $@"const string {store.Split('.')[^1]} = Engines\.\w+;"));

    [GeneratedRegex(@"new StoreUnavailableException\((?<store>[^,)]*)")]
    private static partial Regex Thrown();
}
