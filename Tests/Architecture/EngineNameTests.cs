using System.Text.RegularExpressions;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// A store has the same name in health, logs, metrics and traces: a constant of <see cref="Engines"/>.
/// </summary>
public sealed partial class EngineNameTests
{
    private static readonly string[] Projects = ["Grains", "Grains.Interfaces", "Hosting", "Silo", "Api", "Standalone"];

    [Fact]
    public void Adapters_name_their_engine_by_its_constant()
    {
        var others = from file in ProductSources()
                     from made in Construction().Matches(File.ReadAllText(file.FullName))
                     where !IsEngine(file, made.Groups["store"].Value)
                     select $"{Repository.NameOf(file)}: {made.Value}";
        Assert.Empty(others);
    }

    [Fact]
    public void The_set_of_engines_contains_every_constant() =>
        Assert.Equal(Engines.All.Order(),
            typeof(Engines).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());

    [Fact]
    public void A_failure_without_an_engine_names_its_cause()
    {
        StoreUnavailableException[] failures =
        [
            StoreUnavailableException.TimedOut(outcomeUnknown: true),
            StoreUnavailableException.Contended(),
            StoreUnavailableException.Overloaded(),
        ];
        Assert.All(failures, failure => Assert.Null(failure.Store));
        Assert.Equal(failures.Length, failures.Select(failure => failure.Failure).Distinct().Count());
        Assert.Equal(failures.Length, failures.Select(failure => failure.Message).Distinct().Count());
        Assert.DoesNotContain(StoreFailure.Unavailable, failures.Select(failure => failure.Failure));
    }

    private static IEnumerable<FileInfo> ProductSources() =>
        Repository.Sources().Where(file => Projects.Contains(Repository.NameOf(file).Split('/')[0]));

    /// <summary>The argument is a constant of Engines, or a constant in the adapter's folder that equals one.</summary>
    private static bool IsEngine(FileInfo file, string argument) =>
        argument.StartsWith("Engines.", StringComparison.Ordinal)
        || (argument == nameof(EngineCalls.Engine) && file.Name == $"{nameof(EngineCalls)}.cs")
        // Its callers are checked instead; the declaration begins with its services.
        || (argument is "engine" or "this IServiceCollection services" && file.Name == $"{nameof(EngineServices)}.cs")
        || file.Directory!.EnumerateFiles("*.cs").Any(neighbour => Regex.IsMatch(
            File.ReadAllText(neighbour.FullName), $@"const string {argument.Split('.')[^1]} = Engines\.\w+;"));

    [GeneratedRegex(@"(?:new (?:StoreUnavailableException|EngineCalls)|AddEngineCalls<\w+>)\((?<store>[^,)]*)")]
    private static partial Regex Construction();
}
