using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace Reels.Tests.Architecture.Releases;

/// <summary>
/// Nodes of the last release and of this code run next to each other during an upgrade. So this code reads each message
/// and call of that release, and finds the same values at the same ids.
/// </summary>
public sealed class ReleasedContractTests : IDisposable
{
    public const string ReleaseVariable = "REELS_RELEASE_CONTRACTS";

    private const string Change =
        "Nodes of the last release still send it: CONTRIBUTING.md says how to change a contract";

    /// <summary>A field with the id 60 and the value 1, which no release has.</summary>
    private static readonly byte[] AddedField = [0b0000_0111, (60 << 1) | 1, (1 << 1) | 1];

    public static readonly string ReleaseFile = Repository.PathOf("Tests/Architecture/Releases/released.txt");

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Messages_and_calls_of_the_last_release_are_read()
    {
        if (Environment.GetEnvironmentVariable(ReleaseVariable) == "1")
            WriteRelease();

        var released = ReadRelease();
        Assert.NotEmpty(released);
        Assert.All(released, sample =>
        {
            var read = Read(sample.Name, sample.Bytes);
            var lost = sample.Values.Except(ContractSample.Describe(read));
            Assert.True(!lost.Any(), $"{sample.Name} has lost:\n{string.Join('\n', lost)}\n{Change}.");
        });
    }

    [Fact]
    public void A_field_that_a_newer_node_adds_is_skipped() => Assert.All(Samples(), sample =>
    {
        var bytes = Serializer.SerializeToArray(sample.Value);
        byte[] widened = [.. bytes[..^1], .. AddedField, bytes[^1]];

        Assert.Equal(ContractSample.Describe(sample.Value), ContractSample.Describe(Read(sample.Name, widened)));
    });

    /// <summary>Names of grains, types of their keys, and numbers of enumerations, as contracts.txt has them.</summary>
    [Fact]
    public void Grains_keys_and_numbers_of_the_last_release_stay()
    {
        var lost = File.ReadLines(ReleaseFile).Where(IsNumberOrName)
            .Except(File.ReadLines(ContractFileTests.GoldenFile));
        Assert.True(!lost.Any(), $"These are lost:\n{string.Join('\n', lost)}\n{Change}.");
    }

    /// <summary>Orleans answers such a call with the exception, so the caller waits for nothing.</summary>
    [Fact]
    public void A_call_that_this_node_does_not_know_is_refused()
    {
        var call = Samples().First(sample => sample.Name == "call IReelGrain.Like").Value;
        var bytes = Serializer.SerializeToArray(call);
        bytes[bytes.AsSpan().IndexOf("\"Like\""u8) + 1] = (byte)'H';

        Assert.Throws<TypeLoadException>(() => Serializer.Deserialize<object>(bytes));
    }

    private static bool IsNumberOrName(string line) =>
        line.StartsWith("enum ", StringComparison.Ordinal) || line.StartsWith("grain ", StringComparison.Ordinal)
        || (line.StartsWith("interface ", StringComparison.Ordinal) && !line.Contains('(', StringComparison.Ordinal));

    private static IEnumerable<(string Name, object Value)> Samples() =>
    [
        .. Contracts.Closed.Select(type => ($"message {ContractSample.Name(type)}", ContractSample.Of(type))),
        .. Contracts.Calls.Select(ContractSample.OfCall).Select(call => (
            $"call {Contracts.Alias(call.GetInterfaceType())}.{Contracts.Alias(call.GetMethod())}", (object)call)),
    ];

    private object Read(string name, byte[] bytes)
    {
        try
        {
            return Serializer.Deserialize<object>(bytes)!;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{name} can't be read. {Change}.", exception);
        }
    }

    private void WriteRelease() => File.WriteAllLines(ReleaseFile, Samples()
        .OrderBy(sample => sample.Name, StringComparer.Ordinal)
        .SelectMany(sample => ContractSample.Describe(sample.Value).Select(value => "  " + value)
            .Prepend("  = " + Convert.ToBase64String(Serializer.SerializeToArray(sample.Value))).Prepend(sample.Name))
        .Concat(File.ReadLines(ContractFileTests.GoldenFile).Where(IsNumberOrName)));

    private static List<(string Name, byte[] Bytes, List<string> Values)> ReadRelease()
    {
        var samples = new List<(string Name, byte[] Bytes, List<string> Values)>();
        foreach (var line in File.ReadLines(ReleaseFile).Where(line => !IsNumberOrName(line)))
        {
            if (!line.StartsWith(' '))
                samples.Add((line, [], []));
            else if (line.StartsWith("  = ", StringComparison.Ordinal))
                samples[^1] = samples[^1] with { Bytes = Convert.FromBase64String(line[4..]) };
            else
                samples[^1].Values.Add(line[2..]);
        }

        return samples;
    }
}
