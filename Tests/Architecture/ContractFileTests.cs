using System.Reflection;
using Xunit;

namespace Reels.Tests.Architecture;

/// <summary>
/// Compares the wire contracts with a file, so that every change of them is visible in the review.
/// </summary>
public sealed class ContractFileTests
{
    public const string UpdateVariable = "REELS_UPDATE_CONTRACTS";

    /// <summary>All contracts, in lines.</summary>
    public static readonly string GoldenFile = Repository.PathOf("Tests/Architecture/contracts.txt");

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
            A removed or changed line breaks nodes of the previous version: keep it and add a new id, method or value.
            If the change is intended, run this and commit the file:
            {UpdateVariable}=1 dotnet test Tests --filter {nameof(ContractFileTests)}
            """);
    }

    // Each line is complete, so that a diff by lines shows every change.
    private static IEnumerable<string> Describe() => Contracts.Interfaces.SelectMany(OfInterface)
        .Concat(Contracts.Grains.Select(OfGrain))
        .Concat(Contracts.Messages.SelectMany(OfMessage))
        .Concat(Contracts.Enums.SelectMany(
            type => Enum.GetValues(type).Cast<object>()
                .Select(value => $"enum {type.Name} {Convert.ToInt32(value, null)} {value}")));

    private static string OfGrain(Type type)
    {
        var interfaces = type.GetInterfaces().Intersect(Contracts.Interfaces).Select(Contracts.Alias)
            .Order(StringComparer.Ordinal);
        return $"grain {Contracts.GrainType(type)}: {string.Join(", ", interfaces)}";
    }

    private static IEnumerable<string> OfInterface(Type type) => type
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .OrderBy(method => method.Name, StringComparer.Ordinal)
        .Select(method => $"interface {Contracts.Alias(type)}.{Signature(method)}")
        .Prepend($"interface {Contracts.Alias(type)}: {string.Join(", ", KeyInterfaces(type))}");

    private static string Signature(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter => Contracts.Name(parameter.ParameterType));
        return $"{Contracts.Alias(method)}({string.Join(", ", parameters)}) -> {Contracts.Name(method.ReturnType)}";
    }

    /// <summary>The type of a grain's key is in its interface: IGrainWithStringKey and the like.</summary>
    private static IEnumerable<string> KeyInterfaces(Type type) => type.GetInterfaces()
        .Where(parent => parent.Name.Contains("With", StringComparison.Ordinal))
        .Select(Contracts.Name);

    private static IEnumerable<string> OfMessage(Type type) => Contracts.State(type)
        .OrderBy(member => member.Id)
        .Select(member => $"message {Contracts.Alias(type)} {member.Id} {member.Name}: {Contracts.Name(member.Type)}")
        .Prepend($"message {Contracts.Alias(type)}");
}
