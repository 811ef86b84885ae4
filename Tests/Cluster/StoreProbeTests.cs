using System.Text.RegularExpressions;
using Reels.Grains.Stores;
using Reels.Tests.Architecture;
using Xunit;

namespace Reels.Tests.Cluster;

/// <summary>
/// Tests name the store calls that they delay or fail as text. With a name that no port has, such a test would wait
/// forever, or pass without its fault.
/// </summary>
public sealed partial class StoreProbeTests
{
    [Fact]
    public void Every_store_call_that_a_test_names_exists()
    {
        var ports = typeof(IReelStore).Assembly.GetTypes()
            .Where(type => type.IsInterface && type.Namespace == typeof(IReelStore).Namespace)
            .ToDictionary(port => port.Name);
        var named = Repository.Sources()
            .SelectMany(file => StoreCall().Matches(File.ReadAllText(file.FullName)))
            .ToList();
        Assert.NotEmpty(named);

        Assert.DoesNotContain(named, call => !ports.TryGetValue(call.Groups["port"].Value, out var port)
            || port.GetMethod(call.Groups["method"].Value) is null);
    }

    [GeneratedRegex("\"(?<port>I[A-Z]\\w+)\\.(?<method>\\w+Async)\"")]
    private static partial Regex StoreCall();
}
