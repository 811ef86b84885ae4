using System.Reflection;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// Holds what crosses the wire against a file, so that nobody changes it without seeing it in the review.
/// </summary>
public sealed class ContractFileTests
{
    private const string UpdateVariable = "REELS_UPDATE_CONTRACTS";

    private static readonly string GoldenFile = Repository.PathOf("Tests/Architecture/contracts.txt");

    [Fact]
    public void Contracts_are_what_the_file_says()
    {
        string[] current = [.. Describe()];
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllLines(GoldenFile, current);

        var golden = File.ReadAllLines(GoldenFile);
        string[] difference = [.. golden.Except(current).Select(line => "- " + line),
            .. current.Except(golden).Select(line => "+ " + line)];
        Assert.True(
            current.SequenceEqual(golden),
            $"""
            Contracts differ from Tests/Architecture/contracts.txt:
            {string.Join('\n', difference)}
            A line that is gone or changed breaks nodes of the version before: keep it, and add instead (a new id, a new method, a new value).
            Where the change is meant: {UpdateVariable}=1 dotnet test Tests --filter {nameof(ContractFileTests)}, and commit the file.
            """);
    }

    // Each line stands alone, so that a difference of lines tells all.
    private static IEnumerable<string> Describe() => Contracts.Interfaces.SelectMany(OfInterface)
        .Concat(Contracts.Grains.Select(
            type => $"grain {Contracts.GrainType(type)}: {string.Join(", ", type.GetInterfaces().Intersect(Contracts.Interfaces).Select(Contracts.Alias).Order(StringComparer.Ordinal))}"))
        .Concat(Contracts.Messages.SelectMany(OfMessage))
        .Concat(Contracts.Enums.SelectMany(
            type => Enum.GetValues(type).Cast<object>()
                .Select(value => $"enum {type.Name} {Convert.ToInt32(value, null)} {value}")));

    private static IEnumerable<string> OfInterface(Type type) => type
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .OrderBy(method => method.Name, StringComparer.Ordinal)
        .Select(method =>
            $"interface {Contracts.Alias(type)}.{Contracts.Alias(method)}({string.Join(", ", method.GetParameters().Select(parameter => Contracts.Name(parameter.ParameterType)))}) -> {Contracts.Name(method.ReturnType)}")
        .Prepend($"interface {Contracts.Alias(type)}: {string.Join(", ", type.GetInterfaces().Where(parent => parent.Name.Contains("With", StringComparison.Ordinal)).Select(Contracts.Name))}");

    private static IEnumerable<string> OfMessage(Type type) => Contracts.State(type)
        .OrderBy(member => member.Id)
        .Select(member => $"message {Contracts.Alias(type)} {member.Id} {member.Name}: {Contracts.Name(member.Type)}")
        .Prepend($"message {Contracts.Alias(type)}");
}
